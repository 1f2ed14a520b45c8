package main

import (
	"fmt"
	"time"

	"golang.org/x/time/rate"
	"k8s.io/client-go/util/workqueue"
)

var rateLimiterCalls = calls{
	"ratelimiters.run": on(runRateLimiter),
}

type rateLimiter = workqueue.TypedRateLimiter[string]

// rateLimiterSpec is a limiter by its kind, with the numbers that it is made of.
type rateLimiterSpec struct {
	// exponential, fastslow, bucket, max, maxwait, controller or item.
	Kind   string            `json:"kind"`
	BaseMs float64           `json:"baseMs"`
	MaxMs  float64           `json:"maxMs"`
	Fast   int               `json:"fast"`
	QPS    float64           `json:"qps"`
	Burst  int               `json:"burst"`
	Parts  []rateLimiterSpec `json:"parts"`
}

func (s rateLimiterSpec) make() rateLimiter {
	parts := []rateLimiter{}
	for _, part := range s.Parts {
		parts = append(parts, part.make())
	}
	switch s.Kind {
	case "exponential":
		return workqueue.NewTypedItemExponentialFailureRateLimiter[string](duration(s.BaseMs), duration(s.MaxMs))
	case "fastslow":
		return workqueue.NewTypedItemFastSlowRateLimiter[string](duration(s.BaseMs), duration(s.MaxMs), s.Fast)
	case "bucket":
		return &workqueue.TypedBucketRateLimiter[string]{Limiter: rate.NewLimiter(rate.Limit(s.QPS), s.Burst)}
	case "max":
		return workqueue.NewTypedMaxOfRateLimiter(parts...)
	case "maxwait":
		return workqueue.NewTypedWithMaxWaitRateLimiter(parts[0], duration(s.MaxMs))
	case "controller":
		return workqueue.DefaultTypedControllerRateLimiter[string]()
	case "item":
		return workqueue.DefaultTypedItemBasedRateLimiter[string]()
	}
	panic(fmt.Sprintf("%q is no rate limiter", s.Kind))
}

type limited struct {
	DelayMs  float64 `json:"delayMs"`
	Requeues int     `json:"requeues"`
}

// runRateLimiter asks for a delay, or forgets the item, after each pause.
func runRateLimiter(script struct {
	Limiter    rateLimiterSpec `json:"limiter"`
	Operations []struct {
		PauseMs float64 `json:"pauseMs"`
		Forget  bool    `json:"forget"`
		Item    string  `json:"item"`
	} `json:"operations"`
}) ([]limited, error) {
	traces := []limited{}
	inBubble(func() {
		limiter := script.Limiter.make()
		for _, operation := range script.Operations {
			time.Sleep(duration(operation.PauseMs))
			trace := limited{}
			if operation.Forget {
				limiter.Forget(operation.Item)
			} else {
				trace.DelayMs = milliseconds(limiter.When(operation.Item))
			}
			trace.Requeues = limiter.NumRequeues(operation.Item)
			traces = append(traces, trace)
		}
	})
	return traces, nil
}
