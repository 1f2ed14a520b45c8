import type { CounterMetric, GaugeMetric, HistogramMetric, MetricsProvider, SettableGaugeMetric } from '../workqueue/index.js';

/** How a reconciliation ended. */
export type ReconcileOutcome = 'success' | 'error' | 'requeue_after';

/**
 * Makes the metrics of a controller, once when it starts; `controller` is its name. The names are controller-runtime's, so that dashboards
 * made for Go controllers fit. `controller` is the label of all.
 */
export interface ControllerMetricsProvider {
  /** `controller_runtime_reconcile_total`, with the label `result`. */
  newReconcileTotalMetric(controller: string, result: ReconcileOutcome): CounterMetric;
  /** `controller_runtime_reconcile_errors_total`. */
  newReconcileErrorsMetric(controller: string): CounterMetric;
  /** `controller_runtime_terminal_reconcile_errors_total`: those that are not tried again. */
  newTerminalReconcileErrorsMetric(controller: string): CounterMetric;
  /** `controller_runtime_reconcile_panics_total`: errors that are faults of the program, such as a `TypeError`. */
  newReconcilePanicsMetric(controller: string): CounterMetric;
  /** `controller_runtime_reconcile_timeouts_total`: those that `reconciliationTimeoutMs` ended. */
  newReconcileTimeoutsMetric(controller: string): CounterMetric;
  /** `controller_runtime_reconcile_time_seconds`. */
  newReconcileTimeMetric(controller: string): HistogramMetric;
  /** `controller_runtime_max_concurrent_reconciles`. */
  newWorkerCountMetric(controller: string): SettableGaugeMetric;
  /** `controller_runtime_active_workers`. */
  newActiveWorkersMetric(controller: string): GaugeMetric;
  /** The metrics of the controller's queue. Default: none. */
  readonly workqueue?: MetricsProvider | undefined;
}

/** The metrics of one controller. */
export interface ControllerMetrics {
  readonly total: Readonly<Record<ReconcileOutcome, CounterMetric>>;
  readonly errors: CounterMetric;
  readonly terminalErrors: CounterMetric;
  readonly panics: CounterMetric;
  readonly timeouts: CounterMetric;
  readonly time: HistogramMetric;
  readonly workerCount: SettableGaugeMetric;
  readonly activeWorkers: GaugeMetric;
}

const nothing = (): void => {};
const none: CounterMetric & GaugeMetric & HistogramMetric & SettableGaugeMetric = {
  inc: nothing,
  dec: nothing,
  observe: nothing,
  set: nothing,
};

/** The metrics of a controller, which go nowhere without a provider. */
export function newControllerMetrics(provider: ControllerMetricsProvider | undefined, controller: string): ControllerMetrics {
  const total = (result: ReconcileOutcome): CounterMetric => provider?.newReconcileTotalMetric(controller, result) ?? none;
  return {
    total: { success: total('success'), error: total('error'), requeue_after: total('requeue_after') },
    errors: provider?.newReconcileErrorsMetric(controller) ?? none,
    terminalErrors: provider?.newTerminalReconcileErrorsMetric(controller) ?? none,
    panics: provider?.newReconcilePanicsMetric(controller) ?? none,
    timeouts: provider?.newReconcileTimeoutsMetric(controller) ?? none,
    time: provider?.newReconcileTimeMetric(controller) ?? none,
    workerCount: provider?.newWorkerCountMetric(controller) ?? none,
    activeWorkers: provider?.newActiveWorkersMetric(controller) ?? none,
  };
}
