package main

import (
	"fmt"
	"testing/synctest"
	"time"

	"k8s.io/client-go/util/workqueue"
)

var workqueueCalls = calls{
	"workqueue.run": on(runWorkqueue),
}

type workqueueScript struct {
	Limiter rateLimiterSpec `json:"limiter"`
	// Whether the last item that was added is the first to be handed out.
	Lifo       bool            `json:"lifo"`
	Operations []workqueueTask `json:"operations"`
}

type workqueueTask struct {
	// add, addAfter, addRateLimited, forget, get, done, advance, shutDown or shutDownWithDrain.
	Do   string `json:"do"`
	Item string `json:"item"`
	// Of addAfter and advance.
	Ms float64 `json:"ms"`
}

// workqueueTrace is how the queue is when all that an operation has set off has happened.
type workqueueTrace struct {
	// The items that were handed out, in their order. Who of those that wait gets which is not told: Go keeps no order of them.
	Handed []string `json:"handed"`
	// How many were told that there will be none.
	Ended    int  `json:"ended"`
	Len      int  `json:"len"`
	InWork   int  `json:"inWork"`
	Closing  bool `json:"closing"`
	Drained  int  `json:"drained"`
	Requeues int  `json:"requeues"`
	// What was added again while it waited, from the beginning. Of a queue that is not LIFO there is none.
	Touched []string    `json:"touched"`
	Metrics queueCounts `json:"metrics"`
}

// worked is a queue with those who work on it.
type worked struct {
	queue   workqueue.TypedRateLimitingInterface[string]
	order   *lifo
	metrics *queueMetrics
	inWork  map[string]bool
	handed  chan string
	ended   int
	drained int
}

func runWorkqueue(script workqueueScript) ([]workqueueTrace, error) {
	traces := []workqueueTrace{}
	inBubble(func() {
		w := &worked{
			order:   &lifo{touched: []string{}},
			metrics: &queueMetrics{},
			inWork:  map[string]bool{},
			handed:  make(chan string, len(script.Operations)),
		}
		w.queue = w.newQueue(script)
		for _, task := range script.Operations {
			// So that no two delays end at the same time: of those Go keeps no order.
			time.Sleep(time.Millisecond)
			w.run(task)
			synctest.Wait()
			traces = append(traces, w.trace(task.Item))
		}
		w.end()
	})
	return traces, nil
}

func (w *worked) newQueue(script workqueueScript) workqueue.TypedRateLimitingInterface[string] {
	plain := workqueue.TypedQueueConfig[string]{Name: "oracle", MetricsProvider: w.metrics}
	if script.Lifo {
		plain.Queue = w.order
	}
	delaying := workqueue.TypedDelayingQueueConfig[string]{
		Name:            "oracle",
		MetricsProvider: w.metrics,
		Queue:           workqueue.NewTypedWithConfig(plain),
	}
	return workqueue.NewTypedRateLimitingQueueWithConfig(script.Limiter.make(), workqueue.TypedRateLimitingQueueConfig[string]{
		DelayingQueue: workqueue.NewTypedDelayingQueueWithConfig(delaying),
	})
}

// end lets all that waits go: a bubble has to be empty in the end.
func (w *worked) end() {
	w.queue.ShutDown()
	for item := range w.inWork {
		w.queue.Done(item)
	}
}

func (w *worked) run(task workqueueTask) {
	switch task.Do {
	case "add":
		w.queue.Add(task.Item)
	case "addAfter":
		w.queue.AddAfter(task.Item, duration(task.Ms))
	case "addRateLimited":
		w.queue.AddRateLimited(task.Item)
	case "forget":
		w.queue.Forget(task.Item)
	case "get":
		go func() {
			item, shutdown := w.queue.Get()
			if shutdown {
				w.ended++
				return
			}
			w.handed <- item
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
		w.queue.ShutDown()
	case "shutDownWithDrain":
		go func() {
			w.queue.ShutDownWithDrain()
			w.drained++
		}()
	default:
		panic(fmt.Sprintf("%q is nothing that can be done", task.Do))
	}
}

func (w *worked) trace(item string) workqueueTrace {
	trace := workqueueTrace{Handed: []string{}, Ended: w.ended, Len: w.queue.Len(), Closing: w.queue.ShuttingDown(), Drained: w.drained}
	for len(w.handed) > 0 {
		item := <-w.handed
		w.inWork[item] = true
		trace.Handed = append(trace.Handed, item)
	}
	trace.InWork = len(w.inWork)
	trace.Requeues = w.queue.NumRequeues(item)
	trace.Touched = append([]string{}, w.order.touched...)
	trace.Metrics = w.metrics.read()
	return trace
}

// lifo hands out what came last, and remembers what was touched.
type lifo struct {
	items   []string
	touched []string
}

func (l *lifo) Touch(item string) { l.touched = append(l.touched, item) }
func (l *lifo) Push(item string)  { l.items = append(l.items, item) }
func (l *lifo) Len() int          { return len(l.items) }

func (l *lifo) Pop() string {
	last := len(l.items) - 1
	item := l.items[last]
	l.items = l.items[:last]
	return item
}
