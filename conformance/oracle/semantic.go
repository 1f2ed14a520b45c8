package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/api/equality"
)

var semanticCalls = calls{
	"semantic.equal": on(semanticEqual),
}

// semanticEqual decodes two objects of a kind and compares them.
func semanticEqual(input struct {
	kind
	A json.RawMessage `json:"a"`
	B json.RawMessage `json:"b"`
}) (bool, error) {
	a, err := input.object()
	if err != nil {
		return false, err
	}
	b := a.DeepCopyObject()
	if err := json.Unmarshal(input.A, a); err != nil {
		return false, err
	}
	if err := json.Unmarshal(input.B, b); err != nil {
		return false, err
	}
	return equality.Semantic.DeepEqual(a, b), nil
}
