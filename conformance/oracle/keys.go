package main

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/cache"
)

var keyCalls = calls{
	"keys.of":        on(keyOf),
	"keys.ofDeleted": on(keyOfDeleted),
	"keys.split":     on(splitKey),
}

func keyOf(object map[string]any) (string, error) {
	return cache.MetaNamespaceKeyFunc(&unstructured.Unstructured{Object: object})
}

// keyOfDeleted has a tombstone with the object in it where there is a key.
func keyOfDeleted(input struct {
	Key    *string        `json:"key"`
	Object map[string]any `json:"object"`
}) (string, error) {
	object := &unstructured.Unstructured{Object: input.Object}
	if input.Key == nil {
		return cache.DeletionHandlingMetaNamespaceKeyFunc(object)
	}
	return cache.DeletionHandlingMetaNamespaceKeyFunc(cache.DeletedFinalStateUnknown{Key: *input.Key, Obj: object})
}

type objectName struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

func splitKey(key string) (objectName, error) {
	namespace, name, err := cache.SplitMetaNamespaceKey(key)
	return objectName{namespace, name}, err
}
