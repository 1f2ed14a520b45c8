package main

import (
	"errors"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/restmapper"
)

var restMapperCalls = calls{
	"restmapper.ask":      on(askMapper),
	"discovery.preferred": on(preferredOf),
}

// found is what discovery found: groups in the server's order, and the lists of the group versions that could be asked.
type found struct {
	Groups    []metav1.APIGroup         `json:"groups"`
	Resources []*metav1.APIResourceList `json:"resources"`
}

// discovered answers as a server that has what was found: a group version that has no list cannot be asked.
type discovered struct {
	discovery.DiscoveryInterface
	found
}

func (d discovered) ServerGroups() (*metav1.APIGroupList, error) {
	return &metav1.APIGroupList{Groups: d.Groups}, nil
}

func (d discovered) ServerResourcesForGroupVersion(groupVersion string) (*metav1.APIResourceList, error) {
	for _, list := range d.Resources {
		if list.GroupVersion == groupVersion {
			return list, nil
		}
	}
	return nil, errors.New("down")
}

func (d discovered) ServerGroupsAndResources() ([]*metav1.APIGroup, []*metav1.APIResourceList, error) {
	return discovery.ServerGroupsAndResources(d)
}

type preferredResources struct {
	All        []string `json:"all"`
	Namespaced []string `json:"namespaced"`
}

// preferredOf names the preferred resources, in an order of their own: Go keeps none. That some could not be asked is no error here.
func preferredOf(input found) (preferredResources, error) {
	all, _ := discovery.ServerPreferredResources(discovered{found: input})
	namespaced, _ := discovery.ServerPreferredNamespacedResources(discovered{found: input})
	return preferredResources{names(all), names(namespaced)}, nil
}

func names(lists []*metav1.APIResourceList) []string {
	texts := []string{}
	for _, list := range lists {
		for _, resource := range list.APIResources {
			texts = append(texts, list.GroupVersion+" "+resource.Name)
		}
	}
	slices.Sort(texts)
	return texts
}

type mapperScript struct {
	Found     found            `json:"found"`
	Questions []mapperQuestion `json:"questions"`
	// Whether short names are understood, too.
	Shortcuts bool `json:"shortcuts"`
}

type mapperQuestion struct {
	// kindFor, kindsFor, resourceFor, resourcesFor, restMapping, restMappings or resourceSingularizer.
	Ask     string `json:"ask"`
	Group   string `json:"group"`
	Version string `json:"version"`
	// A resource, or a kind where mappings are asked for.
	Name     string   `json:"name"`
	Versions []string `json:"versions"`
}

type mapperAnswer struct {
	Values []string `json:"values"`
	Error  string   `json:"error"`
	// Whether the error is that there are several matches; their names are not compared.
	Ambiguous bool `json:"ambiguous"`
}

func askMapper(script mapperScript) ([]mapperAnswer, error) {
	server := discovered{found: script.Found}
	groups, err := restmapper.GetAPIGroupResources(server)
	if err != nil {
		return nil, err
	}
	mapper := restmapper.NewDiscoveryRESTMapper(groups)
	if script.Shortcuts {
		mapper = restmapper.NewShortcutExpander(mapper, server, nil)
	}
	answers := []mapperAnswer{}
	for _, question := range script.Questions {
		values, err := question.put(mapper)
		answer := mapperAnswer{Values: listed(values), Ambiguous: meta.IsAmbiguousError(err)}
		if err != nil {
			answer.Error = err.Error()
			answer.Values = []string{}
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

func (q mapperQuestion) put(mapper meta.RESTMapper) ([]string, error) {
	resource := schema.GroupVersionResource{Group: q.Group, Version: q.Version, Resource: q.Name}
	kind := schema.GroupKind{Group: q.Group, Kind: q.Name}
	switch q.Ask {
	case "kindFor":
		found, err := mapper.KindFor(resource)
		return printed([]schema.GroupVersionKind{found}), err
	case "kindsFor":
		found, err := mapper.KindsFor(resource)
		return printed(found), err
	case "resourceFor":
		found, err := mapper.ResourceFor(resource)
		return printed([]schema.GroupVersionResource{found}), err
	case "resourcesFor":
		found, err := mapper.ResourcesFor(resource)
		return printed(found), err
	case "restMapping":
		found, err := mapper.RESTMapping(kind, q.Versions...)
		if err != nil {
			return nil, err
		}
		return []string{printMapping(found)}, nil
	case "restMappings":
		found, err := mapper.RESTMappings(kind, q.Versions...)
		var values []string
		for _, mapping := range found {
			values = append(values, printMapping(mapping))
		}
		return values, err
	case "resourceSingularizer":
		singular, err := mapper.ResourceSingularizer(q.Name)
		return []string{singular}, err
	}
	return nil, fmt.Errorf("nobody asks %q", q.Ask)
}

func printed[T fmt.Stringer](values []T) []string {
	var texts []string
	for _, value := range values {
		texts = append(texts, value.String())
	}
	return texts
}

func printMapping(mapping *meta.RESTMapping) string {
	return fmt.Sprintf("%v %v %v", mapping.Resource, mapping.GroupVersionKind, mapping.Scope.Name())
}
