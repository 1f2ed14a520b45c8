package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"k8s.io/apimachinery/pkg/util/validation"
)

var labelCalls = calls{
	"labels.select":              on(selectByText),
	"labels.requirement":         on(newRequirement),
	"labels.fromSet":             on(selectBySet),
	"labels.fromLabelSelector":   on(selectByLabelSelector),
	"labels.toLabelSelector":     on(toLabelSelector),
	"labels.formatLabelSelector": on(formatLabelSelector),
	"labels.asMap":               on(labelSelectorAsMap),
	"labels.validate":            on(validateLabels),
}

type requirement struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
}

// selected is a selector, and whether it selects each of the sets that it was asked about.
type selected struct {
	Text    string `json:"text"`
	Empty   bool   `json:"empty"`
	Nothing bool   `json:"nothing"`
	// Nil for the selector that no requirements describe.
	Requirements []requirement `json:"requirements"`
	Matches      []bool        `json:"matches"`
	// The value that the selector demands of the label a.
	Exact *string `json:"exact"`
}

func describe(selector labels.Selector, sets []labels.Set) selected {
	described := selected{
		Text:    selector.String(),
		Empty:   selector.Empty(),
		Nothing: labels.MatchesNothing(selector),
		Matches: []bool{},
	}
	if parts, selectable := selector.Requirements(); selectable {
		described.Requirements = requirementsOf(parts)
	}
	for _, set := range sets {
		described.Matches = append(described.Matches, selector.Matches(set))
	}
	if value, found := selector.RequiresExactMatch("a"); found {
		described.Exact = &value
	}
	return described
}

func requirementsOf(parts labels.Requirements) []requirement {
	told := []requirement{}
	for _, part := range parts {
		told = append(told, requirement{part.Key(), string(part.Operator()), part.ValuesUnsorted()})
	}
	return told
}

func selectByText(input struct {
	Text string       `json:"text"`
	Sets []labels.Set `json:"sets"`
}) (selected, error) {
	selector, err := labels.Parse(input.Text)
	if err != nil {
		return selected{}, err
	}
	return describe(selector, input.Sets), nil
}

func newRequirement(input struct {
	requirement
	Sets []labels.Set `json:"sets"`
}) (selected, error) {
	made, err := labels.NewRequirement(input.Key, selection.Operator(input.Operator), input.Values)
	if err != nil {
		return selected{}, err
	}
	return describe(labels.NewSelector().Add(*made), input.Sets), nil
}

func selectBySet(input struct {
	Set       labels.Set   `json:"set"`
	Validated bool         `json:"validated"`
	Sets      []labels.Set `json:"sets"`
}) (selected, error) {
	if !input.Validated {
		return describe(labels.SelectorFromSet(input.Set), input.Sets), nil
	}
	selector, err := labels.ValidatedSelectorFromSet(input.Set)
	if err != nil {
		return selected{}, err
	}
	return describe(selector, input.Sets), nil
}

func selectByLabelSelector(input struct {
	Selector *metav1.LabelSelector `json:"selector"`
	Sets     []labels.Set          `json:"sets"`
}) (selected, error) {
	selector, err := metav1.LabelSelectorAsSelector(input.Selector)
	if err != nil {
		return selected{}, err
	}
	return describe(selector, input.Sets), nil
}

// labelSelector is metav1.LabelSelector without what its tags leave out.
type labelSelector struct {
	MatchLabels      map[string]string `json:"matchLabels"`
	MatchExpressions []requirement     `json:"matchExpressions"`
}

func toLabelSelector(text string) (labelSelector, error) {
	selector, err := metav1.ParseToLabelSelector(text)
	if err != nil {
		return labelSelector{}, err
	}
	told := labelSelector{selector.MatchLabels, []requirement{}}
	for _, part := range selector.MatchExpressions {
		told.MatchExpressions = append(told.MatchExpressions, requirement{part.Key, string(part.Operator), part.Values})
	}
	return told, nil
}

func formatLabelSelector(selector *metav1.LabelSelector) (string, error) {
	return metav1.FormatLabelSelector(selector), nil
}

func labelSelectorAsMap(selector *metav1.LabelSelector) (map[string]string, error) {
	return metav1.LabelSelectorAsMap(selector)
}

type faults struct {
	Key       []string `json:"key"`
	Value     []string `json:"value"`
	Subdomain []string `json:"subdomain"`
	Label     []string `json:"label"`
}

func validateLabels(text string) (faults, error) {
	return faults{
		Key:       listed(validation.IsQualifiedName(text)),
		Value:     listed(validation.IsValidLabelValue(text)),
		Subdomain: listed(validation.IsDNS1123Subdomain(text)),
		Label:     listed(validation.IsDNS1123Label(text)),
	}, nil
}
