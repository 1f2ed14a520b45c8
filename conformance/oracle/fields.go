package main

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/fields"
)

var fieldCalls = calls{
	"fields.select":   on(selectFieldsByText),
	"fields.fromSet":  on(selectFieldsBySet),
	"fields.escape":   on(escapeFieldValue),
	"fields.unescape": on(fields.UnescapeValue),
}

type fieldRequirement struct {
	Field    string `json:"field"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

type selectedFields struct {
	Text         string             `json:"text"`
	Empty        bool               `json:"empty"`
	Requirements []fieldRequirement `json:"requirements"`
	Matches      []bool             `json:"matches"`
	// The value that the selector demands of the field a.
	Exact *string `json:"exact"`
}

func describeFields(selector fields.Selector, sets []fields.Set) selectedFields {
	described := selectedFields{
		Text:         selector.String(),
		Empty:        selector.Empty(),
		Requirements: []fieldRequirement{},
		Matches:      []bool{},
	}
	for _, part := range selector.Requirements() {
		described.Requirements = append(described.Requirements, fieldRequirement{part.Field, string(part.Operator), part.Value})
	}
	for _, set := range sets {
		described.Matches = append(described.Matches, selector.Matches(set))
	}
	if value, found := selector.RequiresExactMatch("a"); found {
		described.Exact = &value
	}
	return described
}

func selectFieldsByText(input struct {
	Text string       `json:"text"`
	Sets []fields.Set `json:"sets"`
}) (selectedFields, error) {
	selector, err := fields.ParseSelector(input.Text)
	if err != nil {
		return selectedFields{}, err
	}
	return describeFields(selector, input.Sets), nil
}

func selectFieldsBySet(input struct {
	Set  fields.Set   `json:"set"`
	Sets []fields.Set `json:"sets"`
}) (selectedFields, error) {
	described := describeFields(fields.SelectorFromSet(input.Set), input.Sets)
	// The requirements stand in the order of a Go map, which is none.
	slices.SortFunc(described.Requirements, func(a, b fieldRequirement) int { return strings.Compare(a.Field, b.Field) })
	terms := []string{}
	for _, part := range described.Requirements {
		terms = append(terms, fields.OneTermEqualSelector(part.Field, part.Value).String())
	}
	described.Text = strings.Join(terms, ",")
	return described, nil
}

func escapeFieldValue(text string) (string, error) {
	return fields.EscapeValue(text), nil
}
