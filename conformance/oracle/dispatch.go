package main

import (
	"encoding/json"
	"fmt"
)

// answer is one of three: a value, the error that Go returned, or the panic that it ended in. Fault says that the request itself
// was wrong.
type answer struct {
	Value any     `json:"value,omitempty"`
	Error *string `json:"error,omitempty"`
	Panic *string `json:"panic,omitempty"`
	Fault *string `json:"fault,omitempty"`
}

// handler answers the input of a request; malformed tells an input that it cannot read from an error that is the answer.
type handler func(input json.RawMessage) (value any, malformed error, err error)

// calls are handlers by name: the concern, a dot, the question. Each concern has a file with a table of its own.
type calls map[string]handler

var known = merged(
	labelCalls,
	fieldCalls,
	quantityCalls,
	keyCalls,
	backoffCalls,
	deltaFIFOCalls,
	workqueueCalls,
	priorityQueueCalls,
	rateLimiterCalls,
	recordCalls,
	kubeconfigCalls,
	urlCalls,
	proxyCalls,
	patchCalls,
	managedCalls,
	semanticCalls,
	restMapperCalls,
)

func merged(tables ...calls) calls {
	all := calls{}
	for _, table := range tables {
		for name, handle := range table {
			if _, taken := all[name]; taken {
				panic("two handlers of " + name)
			}
			all[name] = handle
		}
	}
	return all
}

// on makes a handler of a function of typed input.
func on[Input, Output any](answer func(Input) (Output, error)) handler {
	return func(raw json.RawMessage) (any, error, error) {
		var input Input
		if err := json.Unmarshal(raw, &input); err != nil {
			return nil, err, nil
		}
		output, err := answer(input)
		return output, nil, err
	}
}

func reply(line []byte) (given answer) {
	var request struct {
		Call  string          `json:"call"`
		Input json.RawMessage `json:"input"`
	}
	if err := json.Unmarshal(line, &request); err != nil {
		return faultOf("this is no request: %v", err)
	}
	handle, ok := known[request.Call]
	if !ok {
		return faultOf("nobody answers %q", request.Call)
	}
	defer func() {
		if thrown := recover(); thrown != nil {
			text := fmt.Sprint(thrown)
			given = answer{Panic: &text}
		}
	}()
	value, malformed, err := handle(request.Input)
	if malformed != nil {
		return faultOf("%s: %v", request.Call, malformed)
	}
	if err != nil {
		text := err.Error()
		return answer{Error: &text}
	}
	return answer{Value: value}
}

func faultOf(format string, args ...any) answer {
	text := fmt.Sprintf(format, args...)
	return answer{Fault: &text}
}

// listed is a slice that JSON shows as a list even where there is none.
func listed[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
