package main

import (
	"fmt"
	"sort"
	"testing/synctest"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
)

var priorityQueueCalls = calls{
	"priorityqueue.run": on(runPriorityQueue),
}

type priorityQueueTask struct {
	// add, addAfter, addRateLimited, addWithOpts, forget, get, done, advance or shutDown.
	Do    string   `json:"do"`
	Item  string   `json:"item"`
	Items []string `json:"items"`
	// Of addAfter, addWithOpts and advance.
	Ms float64 `json:"ms"`
	// Of addWithOpts.
	RateLimited bool `json:"rateLimited"`
	Priority    *int `json:"priority"`
}

type prioritized struct {
	Item     string `json:"item"`
	Priority int    `json:"priority"`
}

// priorityQueueTrace is how the queue is when all that an operation has set off has happened.
type priorityQueueTrace struct {
	// What was handed out, by its name: who of those that wait gets which, and in what order they wake up, is not told.
	Handed   []prioritized `json:"handed"`
	Ended    int           `json:"ended"`
	Len      int           `json:"len"`
	Closing  bool          `json:"closing"`
	Requeues int           `json:"requeues"`
	Metrics  queueCounts   `json:"metrics"`
}

// workedByPriority is a priority queue with those who work on it.
type workedByPriority struct {
	queue   priorityqueue.PriorityQueue[string]
	metrics *queueMetrics
	inWork  map[string]bool
	handed  chan prioritized
	ended   chan struct{}
	gone    int
}

func runPriorityQueue(script struct {
	Limiter    rateLimiterSpec     `json:"limiter"`
	Operations []priorityQueueTask `json:"operations"`
}) ([]priorityQueueTrace, error) {
	traces := []priorityQueueTrace{}
	inBubble(func() {
		w := &workedByPriority{
			metrics: &queueMetrics{},
			inWork:  map[string]bool{},
			handed:  make(chan prioritized, len(script.Operations)),
			ended:   make(chan struct{}, len(script.Operations)),
		}
		limiter := script.Limiter.make()
		w.queue = priorityqueue.New("oracle", func(o *priorityqueue.Opts[string]) {
			o.RateLimiter = limiter
			// The depth by priority is asked for by an interface that is internal.
			o.MetricProvider = w.metrics
		})
		for _, task := range script.Operations {
			time.Sleep(time.Millisecond)
			synctest.Wait()
			w.run(task)
			synctest.Wait()
			traces = append(traces, w.trace(task.Item))
		}
		if !w.queue.ShuttingDown() {
			w.queue.ShutDown()
		}
	})
	return traces, nil
}

func (w *workedByPriority) run(task priorityQueueTask) {
	switch task.Do {
	case "add":
		w.queue.Add(task.Item)
	case "addAfter":
		w.queue.AddAfter(task.Item, duration(task.Ms))
	case "addRateLimited":
		w.queue.AddRateLimited(task.Item)
	case "addWithOpts":
		options := priorityqueue.AddOpts{After: duration(task.Ms), RateLimited: task.RateLimited, Priority: task.Priority}
		w.queue.AddWithOpts(options, task.Items...)
	case "forget":
		w.queue.Forget(task.Item)
	case "get":
		go func() {
			item, priority, shutdown := w.queue.GetWithPriority()
			if shutdown {
				w.ended <- struct{}{}
				return
			}
			w.handed <- prioritized{item, priority}
		}()
	case "done":
		// To be done with what was not handed out is a mistake.
		if w.inWork[task.Item] {
			delete(w.inWork, task.Item)
			w.queue.Done(task.Item)
		}
	case "advance":
		time.Sleep(duration(task.Ms))
	case "shutDown":
		// A second one panics.
		if !w.queue.ShuttingDown() {
			w.queue.ShutDown()
		}
	default:
		panic(fmt.Sprintf("%q is nothing that can be done", task.Do))
	}
}

func (w *workedByPriority) trace(item string) priorityQueueTrace {
	trace := priorityQueueTrace{Handed: []prioritized{}, Len: w.queue.Len(), Closing: w.queue.ShuttingDown()}
	for len(w.handed) > 0 {
		handed := <-w.handed
		w.inWork[handed.Item] = true
		trace.Handed = append(trace.Handed, handed)
	}
	sort.Slice(trace.Handed, func(i, j int) bool { return trace.Handed[i].Item < trace.Handed[j].Item })
	for len(w.ended) > 0 {
		<-w.ended
		w.gone++
	}
	trace.Ended = w.gone
	trace.Requeues = w.queue.NumRequeues(item)
	trace.Metrics = w.metrics.read()
	return trace
}
