package main

import (
	"errors"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/util/retry"
	clocktesting "k8s.io/utils/clock/testing"
)

var backoffCalls = calls{
	"backoff.steps":     on(backoffSteps),
	"backoff.withReset": on(delaysWithReset),
	"backoff.defaults":  on(defaultBackoffs),
	"backoff.onError":   on(onError),
}

// backoff is wait.Backoff in milliseconds.
type backoff struct {
	DurationMs float64 `json:"durationMs"`
	Factor     float64 `json:"factor"`
	Jitter     float64 `json:"jitter"`
	Steps      int     `json:"steps"`
	CapMs      float64 `json:"capMs"`
}

func (b backoff) asGo() wait.Backoff {
	return wait.Backoff{Duration: duration(b.DurationMs), Factor: b.Factor, Jitter: b.Jitter, Steps: b.Steps, Cap: duration(b.CapMs)}
}

func duration(milliseconds float64) time.Duration {
	return time.Duration(milliseconds * float64(time.Millisecond))
}

func milliseconds(given time.Duration) float64 {
	return float64(given) / float64(time.Millisecond)
}

type step struct {
	DelayMs    float64 `json:"delayMs"`
	DurationMs float64 `json:"durationMs"`
	Steps      int     `json:"steps"`
}

func backoffSteps(input struct {
	Backoff backoff `json:"backoff"`
	Count   int     `json:"count"`
}) ([]step, error) {
	current := input.Backoff.asGo()
	steps := []step{}
	for range input.Count {
		delay := current.Step()
		steps = append(steps, step{milliseconds(delay), milliseconds(current.Duration), current.Steps})
	}
	return steps, nil
}

// delaysWithReset asks for a delay after each pause.
func delaysWithReset(input struct {
	Backoff  backoff   `json:"backoff"`
	ResetMs  float64   `json:"resetMs"`
	PausesMs []float64 `json:"pausesMs"`
}) ([]float64, error) {
	clock := clocktesting.NewFakeClock(time.Unix(0, 0))
	next := input.Backoff.asGo().DelayWithReset(clock, duration(input.ResetMs))
	delays := []float64{}
	for _, pause := range input.PausesMs {
		clock.Step(duration(pause))
		delays = append(delays, milliseconds(next()))
	}
	return delays, nil
}

func defaultBackoffs(struct{}) (map[string]backoff, error) {
	tell := func(b wait.Backoff) backoff {
		return backoff{milliseconds(b.Duration), b.Factor, b.Jitter, b.Steps, milliseconds(b.Cap)}
	}
	return map[string]backoff{"retry": tell(retry.DefaultRetry), "backoff": tell(retry.DefaultBackoff)}, nil
}

type tried struct {
	Tries int     `json:"tries"`
	Error *string `json:"error"`
}

// onError tries what comes to the outcomes one after the other: retriable or fatal errors, or ok, which is all that comes after
// them, too. It does not wait.
func onError(input struct {
	Steps    int      `json:"steps"`
	Outcomes []string `json:"outcomes"`
}) (tried, error) {
	tries := 0
	retriable := func(err error) bool { return err.Error() == "retriable" }
	err := retry.OnError(wait.Backoff{Steps: input.Steps}, retriable, func() error {
		tries++
		if tries > len(input.Outcomes) || input.Outcomes[tries-1] == "ok" {
			return nil
		}
		return errors.New(input.Outcomes[tries-1])
	})
	if err == nil {
		return tried{tries, nil}, nil
	}
	text := err.Error()
	return tried{tries, &text}, nil
}
