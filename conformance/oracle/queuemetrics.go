package main

import (
	"math"
	"sync"

	"k8s.io/client-go/util/workqueue"
)

// queueCounts is what the metrics of a queue say.
type queueCounts struct {
	Depth   int `json:"depth"`
	Adds    int `json:"adds"`
	Retries int `json:"retries"`
	// The sums of what was observed, in milliseconds, and how often something was.
	LatencyMs float64 `json:"latencyMs"`
	Latencies int     `json:"latencies"`
	WorkMs    float64 `json:"workMs"`
	Works     int     `json:"works"`
}

// queueMetrics keeps the metrics of one queue. Those of unfinished work are left out: when they are set depends on when the queue
// was made.
type queueMetrics struct {
	lock   sync.Mutex
	counts queueCounts
}

func (m *queueMetrics) read() queueCounts {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.counts
}

func (m *queueMetrics) change(change func(counts *queueCounts)) {
	m.lock.Lock()
	defer m.lock.Unlock()
	change(&m.counts)
}

// queueMetric is a metric of any kind, by what it changes.
type queueMetric struct {
	metrics *queueMetrics
	change  func(counts *queueCounts, by float64)
}

func (q queueMetric) Inc()              { q.Observe(1) }
func (q queueMetric) Dec()              { q.Observe(-1) }
func (q queueMetric) Set(value float64) { q.Observe(value) }
func (q queueMetric) Observe(value float64) {
	q.metrics.change(func(counts *queueCounts) { q.change(counts, value) })
}

func (m *queueMetrics) NewDepthMetric(string) workqueue.GaugeMetric {
	return queueMetric{m, func(counts *queueCounts, by float64) { counts.Depth += int(by) }}
}

func (m *queueMetrics) NewAddsMetric(string) workqueue.CounterMetric {
	return queueMetric{m, func(counts *queueCounts, _ float64) { counts.Adds++ }}
}

func (m *queueMetrics) NewLatencyMetric(string) workqueue.HistogramMetric {
	return queueMetric{m, func(counts *queueCounts, seconds float64) {
		counts.Latencies++
		counts.LatencyMs += math.Round(seconds * 1000)
	}}
}

func (m *queueMetrics) NewWorkDurationMetric(string) workqueue.HistogramMetric {
	return queueMetric{m, func(counts *queueCounts, seconds float64) {
		counts.Works++
		counts.WorkMs += math.Round(seconds * 1000)
	}}
}

func (m *queueMetrics) NewUnfinishedWorkSecondsMetric(string) workqueue.SettableGaugeMetric {
	return queueMetric{m, func(*queueCounts, float64) {}}
}

func (m *queueMetrics) NewLongestRunningProcessorSecondsMetric(string) workqueue.SettableGaugeMetric {
	return queueMetric{m, func(*queueCounts, float64) {}}
}

func (m *queueMetrics) NewRetriesMetric(string) workqueue.CounterMetric {
	return queueMetric{m, func(counts *queueCounts, _ float64) { counts.Retries++ }}
}
