package main

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"k8s.io/client-go/tools/cache"
)

var deltaFIFOCalls = calls{
	"deltafifo.run": on(runDeltaFIFO),
}

// thing is an object of a script. One without a key has none; a transformer refuses the version 13.
type thing struct {
	Key     string `json:"key"`
	Version int    `json:"version"`
}

// fifoScript is what is done to a queue whose consumer knows nothing, or what it has popped.
type fifoScript struct {
	Known      bool       `json:"known"`
	Transforms bool       `json:"transforms"`
	Operations []fifoTask `json:"operations"`
}

type fifoTask struct {
	// add, update, delete, tombstone, replace, resync, pop, failing (a pop whose work fails) or close.
	Do     string  `json:"do"`
	Thing  thing   `json:"thing"`
	Things []thing `json:"things"`
	// Whether a tombstone knows the last state.
	Final bool `json:"final"`
}

type told struct {
	Type      string `json:"type"`
	Tombstone bool   `json:"tombstone"`
	Thing     *thing `json:"thing"`
}

type popped struct {
	Deltas  []told `json:"deltas"`
	Initial bool   `json:"initial"`
}

// fifoTrace is how the queue is after an operation, and what came of it: done, failed, empty or closed.
type fifoTrace struct {
	Came   string   `json:"came"`
	Popped *popped  `json:"popped"`
	Keys   []string `json:"keys"`
	Synced bool     `json:"synced"`
	Closed bool     `json:"closed"`
}

// consumer is a store whose keys have an order, as those of a map have not.
type consumer struct {
	keys   []string
	things map[string]thing
}

func (c *consumer) ListKeys() []string { return slices.Clone(c.keys) }

func (c *consumer) GetByKey(key string) (any, bool, error) {
	known, exists := c.things[key]
	return known, exists, nil
}

func (c *consumer) apply(key string, newest cache.Delta) {
	if newest.Type == cache.Deleted {
		delete(c.things, key)
		c.keys = slices.DeleteFunc(c.keys, func(other string) bool { return other == key })
		return
	}
	if _, exists := c.things[key]; !exists {
		c.keys = append(c.keys, key)
	}
	c.things[key] = newest.Object.(thing)
}

func thingKey(object any) (string, error) {
	if key := object.(thing).Key; key != "" {
		return key, nil
	}
	return "", errors.New("no key")
}

func transformThing(object any) (any, error) {
	given := object.(thing)
	if given.Version == 13 {
		return nil, errors.New("13 is refused")
	}
	return thing{given.Key, given.Version + 1000}, nil
}

func runDeltaFIFO(script fifoScript) ([]fifoTrace, error) {
	known := &consumer{things: map[string]thing{}}
	options := cache.DeltaFIFOOptions{KeyFunction: thingKey, EmitDeltaTypeReplaced: true}
	if script.Known {
		options.KnownObjects = known
	}
	if script.Transforms {
		options.Transformer = transformThing
	}
	queue := cache.NewDeltaFIFOWithOptions(options)
	traces := []fifoTrace{}
	for _, task := range script.Operations {
		trace := fifoTrace{Came: "done"}
		switch err := task.run(queue, known, &trace); {
		case err == nil:
		case errors.Is(err, cache.ErrFIFOClosed):
			trace.Came = "closed"
		default:
			trace.Came = "failed"
		}
		trace.Keys = waitingKeys(queue)
		trace.Synced = queue.HasSynced()
		trace.Closed = queue.IsClosed()
		traces = append(traces, trace)
	}
	return traces, nil
}

func (task fifoTask) run(queue *cache.DeltaFIFO, known *consumer, trace *fifoTrace) error {
	switch task.Do {
	case "add":
		return queue.Add(task.Thing)
	case "update":
		return queue.Update(task.Thing)
	case "delete":
		return queue.Delete(task.Thing)
	case "tombstone":
		tombstone := cache.DeletedFinalStateUnknown{Key: task.Thing.Key}
		if task.Final {
			tombstone.Obj = task.Thing
		}
		return queue.Delete(tombstone)
	case "replace":
		list := []any{}
		for _, each := range task.Things {
			list = append(list, each)
		}
		return queue.Replace(list, "")
	case "resync":
		return queue.Resync()
	case "close":
		queue.Close()
		return nil
	case "pop", "failing":
		// It would wait for ever.
		if len(waitingKeys(queue)) == 0 && !queue.IsClosed() {
			trace.Came = "empty"
			return nil
		}
		_, err := queue.Pop(func(object any, initial bool) error {
			deltas := object.(cache.Deltas)
			trace.Popped = &popped{toldOf(deltas), initial}
			if task.Do == "failing" {
				return errors.New("the work failed")
			}
			key, err := queue.KeyOf(deltas)
			known.apply(key, *deltas.Newest())
			return err
		})
		return err
	}
	return fmt.Errorf("%q is nothing that can be done", task.Do)
}

func toldOf(deltas cache.Deltas) []told {
	all := []told{}
	for _, delta := range deltas {
		each := told{Type: string(delta.Type)}
		object := delta.Object
		if tombstone, ok := object.(cache.DeletedFinalStateUnknown); ok {
			each.Tombstone = true
			object = tombstone.Obj
		}
		if state, ok := object.(thing); ok {
			each.Thing = &state
		}
		all = append(all, each)
	}
	return all
}

// waitingKeys are those of the objects that wait, in the order in which they will be popped. Nothing public tells them.
func waitingKeys(queue *cache.DeltaFIFO) []string {
	waiting := reflect.ValueOf(queue).Elem().FieldByName("queue")
	keys := []string{}
	for i := range waiting.Len() {
		keys = append(keys, waiting.Index(i).String())
	}
	return keys
}
