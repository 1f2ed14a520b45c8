package main

import (
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/record"
)

var recordCalls = calls{
	"record.correlate": on(correlateEvents),
}

type correlatedEvent struct {
	Skip    bool   `json:"skip"`
	Message string `json:"message"`
	Count   int32  `json:"count"`
	// The first time that it was observed.
	First   string `json:"first"`
	Patched bool   `json:"patched"`
}

// correlateEvents has one event after the other happen, each after a pause, and stores what is to be stored.
func correlateEvents(script struct {
	MaxEvents            int     `json:"maxEvents"`
	MaxIntervalInSeconds int     `json:"maxIntervalInSeconds"`
	BurstSize            int     `json:"burstSize"`
	QPS                  float32 `json:"qps"`
	LRUCacheSize         int     `json:"lruCacheSize"`
	Events               []struct {
		PauseMs float64 `json:"pauseMs"`
		Object  string  `json:"object"`
		Reason  string  `json:"reason"`
		Message string  `json:"message"`
		Type    string  `json:"type"`
	} `json:"events"`
}) ([]correlatedEvent, error) {
	traces := []correlatedEvent{}
	var failed error
	inBubble(func() {
		correlator := record.NewEventCorrelatorWithOptions(record.CorrelatorOptions{
			MaxEvents:            script.MaxEvents,
			MaxIntervalInSeconds: script.MaxIntervalInSeconds,
			BurstSize:            script.BurstSize,
			QPS:                  script.QPS,
			LRUCacheSize:         script.LRUCacheSize,
		})
		for _, event := range script.Events {
			time.Sleep(duration(event.PauseMs))
			now := metav1.Now()
			result, err := correlator.EventCorrelate(&v1.Event{
				ObjectMeta:     metav1.ObjectMeta{Name: "event", Namespace: "default"},
				InvolvedObject: v1.ObjectReference{Kind: "Pod", Namespace: "default", Name: event.Object},
				Reason:         event.Reason,
				Message:        event.Message,
				Type:           event.Type,
				Count:          1,
				FirstTimestamp: now,
				LastTimestamp:  now,
			})
			if err != nil {
				failed = err
				return
			}
			if result.Skip {
				traces = append(traces, correlatedEvent{Skip: true})
				continue
			}
			correlator.UpdateState(result.Event)
			traces = append(traces, correlatedEvent{
				Message: result.Event.Message,
				Count:   result.Event.Count,
				First:   result.Event.FirstTimestamp.UTC().Format(time.RFC3339),
				Patched: len(result.Patch) > 0,
			})
		}
	})
	return traces, failed
}
