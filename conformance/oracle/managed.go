package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/managedfields/managedfieldstest"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
)

var managedCalls = calls{
	"managed.script": on(managedScript),
}

var builtinTypes = applyconfigurations.NewTypeConverter(scheme.Scheme)

type write struct {
	// "apply", or "update".
	Do      string         `json:"do"`
	Manager string         `json:"manager"`
	Force   bool           `json:"force"`
	Object  map[string]any `json:"object"`
}

// written is the object after a write, without the times of its entries, or what the write was refused with.
type written struct {
	Object  map[string]any `json:"object,omitempty"`
	Refused string         `json:"refused,omitempty"`
}

// managedScript does one write after the other to an object that is not there at first, as the API server does before it fills in
// and validates anything. A write that is refused leaves the object as it was.
func managedScript(input struct {
	kind
	Writes []write `json:"writes"`
}) ([]written, error) {
	manager := managedfieldstest.NewFakeFieldManager(builtinTypes, input.gvk())
	none := &unstructured.Unstructured{Object: map[string]any{}}
	none.SetGroupVersionKind(input.gvk())
	live := none
	results := []written{}
	for _, write := range input.Writes {
		given := &unstructured.Unstructured{Object: whole(write.Object)}
		if live.GetUID() != "" && write.Do == "update" {
			given.SetUID(live.GetUID())
		}
		next, err := live.DeepCopyObject(), error(nil)
		if write.Do == "apply" {
			next, err = manager.Apply(next, given, write.Manager, write.Force)
		} else {
			next, err = manager.Update(next, given, write.Manager)
		}
		if err != nil {
			results = append(results, written{Refused: err.Error()})
			continue
		}
		live = next.(*unstructured.Unstructured)
		live.SetUID("uid")
		results = append(results, written{Object: timeless(live)})
	}
	return results, nil
}

// whole has whole numbers as such, which JSON's decoder does not.
func whole(object map[string]any) map[string]any {
	text, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	decoded := &unstructured.Unstructured{}
	if err := decoded.UnmarshalJSON(text); err != nil {
		panic(err)
	}
	return decoded.Object
}

func timeless(object *unstructured.Unstructured) map[string]any {
	copied := object.DeepCopy()
	entries := copied.GetManagedFields()
	for i := range entries {
		entries[i].Time = nil
	}
	copied.SetManagedFields(entries)
	return copied.Object
}
