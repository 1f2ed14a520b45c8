import type { CounterMetric, GaugeMetric, HistogramMetric, SettableGaugeMetric } from '../../workqueue/index.js';
import type { ControllerMetricsProvider } from '../metrics.js';

/** Creates a provider of metrics, and an object with their current values by name and labels. */
export function countingMetrics(): { provider: ControllerMetricsProvider; values: Record<string, number> } {
  const values: Record<string, number> = {};
  const metric = (name: string): CounterMetric & GaugeMetric & HistogramMetric & SettableGaugeMetric => {
    values[name] = 0;
    const change = (by: number): void => {
      values[name] = (values[name] ?? 0) + by;
    };
    return {
      inc: () => change(1),
      dec: () => change(-1),
      observe: (value) => change(value),
      set: (value) => {
        values[name] = value;
      },
    };
  };
  return {
    values,
    provider: {
      newReconcileTotalMetric: (controller, result) => metric(`reconcile_total ${controller} ${result}`),
      newReconcileErrorsMetric: (controller) => metric(`reconcile_errors_total ${controller}`),
      newTerminalReconcileErrorsMetric: (controller) => metric(`terminal_reconcile_errors_total ${controller}`),
      newReconcilePanicsMetric: (controller) => metric(`reconcile_panics_total ${controller}`),
      newReconcileTimeoutsMetric: (controller) => metric(`reconcile_timeouts_total ${controller}`),
      newReconcileTimeMetric: (controller) => metric(`reconcile_time_seconds ${controller}`),
      newWorkerCountMetric: (controller) => metric(`max_concurrent_reconciles ${controller}`),
      newActiveWorkersMetric: (controller) => metric(`active_workers ${controller}`),
    },
  };
}
