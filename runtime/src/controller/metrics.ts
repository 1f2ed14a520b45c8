import type { CounterMetric, GaugeMetric, HistogramMetric, MetricsProvider, SettableGaugeMetric } from '../workqueue/index.js';

/** The outcome of a reconciliation, as the label `result` of a metric. */
export type ReconcileOutcome = 'success' | 'error' | 'requeue_after';

/**
 * Creates the metrics of a controller, once at its start. The names are those of controller-runtime, so that dashboards for Go
 * controllers work. All metrics have the label `controller`, which is the name of the controller.
 */
export interface ControllerMetricsProvider {
  /** Creates the counter `controller_runtime_reconcile_total` of reconciliations, with the label `result`. */
  newReconcileTotalMetric(controller: string, result: ReconcileOutcome): CounterMetric;
  /** Creates the counter `controller_runtime_reconcile_errors_total` of failed reconciliations. */
  newReconcileErrorsMetric(controller: string): CounterMetric;
  /** Creates the counter `controller_runtime_terminal_reconcile_errors_total` of failures that are not retried. */
  newTerminalReconcileErrorsMetric(controller: string): CounterMetric;
  /**
   * Creates the counter `controller_runtime_reconcile_panics_total` of errors that are bugs in the program, such as a TypeError.
   */
  newReconcilePanicsMetric(controller: string): CounterMetric;
  /**
   * Creates the counter `controller_runtime_reconcile_timeouts_total` of reconciliations that took longer than
   * `reconciliationTimeoutMs`.
   */
  newReconcileTimeoutsMetric(controller: string): CounterMetric;
  /** Creates the histogram `controller_runtime_reconcile_time_seconds` of the duration of reconciliations. Unit: seconds */
  newReconcileTimeMetric(controller: string): HistogramMetric;
  /** Creates the gauge `controller_runtime_max_concurrent_reconciles`. */
  newWorkerCountMetric(controller: string): SettableGaugeMetric;
  /** Creates the gauge `controller_runtime_active_workers` of workers that are reconciling. */
  newActiveWorkersMetric(controller: string): GaugeMetric;
  /**
   * Creates the metrics of the controller's queue.
   *
   * Default: no metrics of the queue
   */
  readonly workqueue?: MetricsProvider | undefined;
}

/** The metrics of one controller. */
export interface ControllerMetrics {
  /** Counts reconciliations by outcome. */
  readonly total: Readonly<Record<ReconcileOutcome, CounterMetric>>;
  /** Counts failed reconciliations. */
  readonly errors: CounterMetric;
  /** Counts failures that are not retried. */
  readonly terminalErrors: CounterMetric;
  /** Counts errors that are bugs in the program. */
  readonly panics: CounterMetric;
  /** Counts reconciliations that took longer than `reconciliationTimeoutMs`. */
  readonly timeouts: CounterMetric;
  /** Observes the duration of each reconciliation. Unit: seconds */
  readonly time: HistogramMetric;
  /** The number of workers. */
  readonly workerCount: SettableGaugeMetric;
  /** The number of workers that are reconciling. */
  readonly activeWorkers: GaugeMetric;
}

const nothing = (): void => {};
const none: CounterMetric & GaugeMetric & HistogramMetric & SettableGaugeMetric = {
  inc: nothing,
  dec: nothing,
  observe: nothing,
  set: nothing,
};

/** Creates the metrics of a controller. Without a provider, they do nothing. */
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
