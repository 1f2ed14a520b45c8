package main

import (
	"encoding/json"
	"fmt"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/mergepatch"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"
)

var patchCalls = calls{
	"patch.twoWay":    on(twoWayPatch),
	"patch.threeWay":  on(threeWayPatch),
	"patch.strategic": on(applyStrategic),
	"patch.json":      on(applyJSONPatch),
	"patch.merge":     on(applyMergePatch),
	"patch.mergeFrom": on(createMergePatch),
}

// kind is what builtin kinds are named by: "apps/v1" and "Deployment".
type kind struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
}

func (k kind) gvk() schema.GroupVersionKind {
	return schema.FromAPIVersionAndKind(k.APIVersion, k.Kind)
}

func (k kind) object() (runtime.Object, error) {
	return scheme.Scheme.New(k.gvk())
}

func (k kind) patchMeta() (strategicpatch.PatchMetaFromStruct, error) {
	object, err := k.object()
	utilruntime.Must(err)
	return strategicpatch.NewPatchMetaFromStruct(object)
}

// outcome is a patch, or what stands against it.
type outcome struct {
	Patch    json.RawMessage `json:"patch,omitempty"`
	Refused  string          `json:"refused,omitempty"`
	Conflict bool            `json:"conflict,omitempty"`
}

func outcomeOf(patch []byte, err error) (outcome, error) {
	switch {
	case mergepatch.IsConflict(err):
		return outcome{Conflict: true}, nil
	case mergepatch.IsPreconditionFailed(err):
		return outcome{Refused: "precondition"}, nil
	case err != nil:
		return outcome{}, err
	}
	return outcome{Patch: patch}, nil
}

func preconditions(root, metadata []string) []mergepatch.PreconditionFunc {
	all := []mergepatch.PreconditionFunc{}
	for _, key := range root {
		all = append(all, mergepatch.RequireKeyUnchanged(key))
	}
	for _, key := range metadata {
		all = append(all, mergepatch.RequireMetadataKeyUnchanged(key))
	}
	return all
}

func twoWayPatch(input struct {
	kind
	Original  json.RawMessage `json:"original"`
	Modified  json.RawMessage `json:"modified"`
	Unchanged []string        `json:"unchanged"`
}) (outcome, error) {
	meta, err := input.patchMeta()
	if err != nil {
		return outcome{}, err
	}
	checks := preconditions(nil, input.Unchanged)
	return outcomeOf(strategicpatch.CreateTwoWayMergePatchUsingLookupPatchMeta(input.Original, input.Modified, meta, checks...))
}

func threeWayPatch(input struct {
	kind
	Original  json.RawMessage `json:"original"`
	Modified  json.RawMessage `json:"modified"`
	Current   json.RawMessage `json:"current"`
	Overwrite bool            `json:"overwrite"`
	Unchanged []string        `json:"unchanged"`
}) (outcome, error) {
	meta, err := input.patchMeta()
	if err != nil {
		return outcome{}, err
	}
	checks := preconditions(input.Unchanged, nil)
	return outcomeOf(strategicpatch.CreateThreeWayMergePatch(
		input.Original, input.Modified, input.Current, meta, input.Overwrite, checks...))
}

type application struct {
	kind
	Document json.RawMessage `json:"document"`
	Patch    json.RawMessage `json:"patch"`
}

func applyStrategic(input application) (json.RawMessage, error) {
	meta, err := input.patchMeta()
	if err != nil {
		return nil, err
	}
	return strategicpatch.StrategicMergePatchUsingLookupPatchMeta(input.Document, input.Patch, meta)
}

// applyJSONPatch and applyMergePatch apply as the API server does.
func applyJSONPatch(input application) (json.RawMessage, error) {
	patch, err := jsonpatch.DecodePatch(input.Patch)
	if err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	return patch.Apply(input.Document)
}

func applyMergePatch(input application) (json.RawMessage, error) {
	return jsonpatch.MergePatch(input.Document, input.Patch)
}

func createMergePatch(input struct {
	Original json.RawMessage `json:"original"`
	Modified json.RawMessage `json:"modified"`
}) (json.RawMessage, error) {
	return jsonpatch.CreateMergePatch(input.Original, input.Modified)
}
