package main

import (
	"fmt"
	"math/big"
	"reflect"

	"k8s.io/apimachinery/pkg/api/resource"
)

var quantityCalls = calls{
	"quantity.parse":   on(parsedQuantity),
	"quantity.reckon":  on(reckon),
	"quantity.compare": on(compareQuantities),
}

// quantity is all that can be said of one without changing it. Whole numbers are text: they may be larger than JSON's readers hold.
type quantity struct {
	Text   string `json:"text"`
	Format string `json:"format"`
	Sign   int    `json:"sign"`
	// The exact amount: the digits, times ten to the power of the exponent, with no zeros at their end.
	Digits   string `json:"digits"`
	Exponent int32  `json:"exponent"`
	// Whether it is held as a decimal of any size, and not in 64 bits.
	Wide  bool   `json:"wide"`
	Value string `json:"value"`
	Milli string `json:"milli"`
}

func describeQuantity(given resource.Quantity) quantity {
	described := quantity{
		Text:   given.String(),
		Format: string(given.Format),
		Sign:   given.Sign(),
		Wide:   !reflect.ValueOf(given).FieldByName("d").FieldByName("Dec").IsNil(),
		Value:  fmt.Sprint(given.Value()),
		Milli:  fmt.Sprint(given.MilliValue()),
	}
	copied := given.DeepCopy()
	described.Digits, described.Exponent = exactly(&copied)
	return described
}

func exactly(given *resource.Quantity) (string, int32) {
	decimal := given.AsDec()
	digits := new(big.Int).Set(decimal.UnscaledBig())
	exponent := -int32(decimal.Scale())
	if digits.Sign() == 0 {
		return "0", 0
	}
	ten, rest := big.NewInt(10), new(big.Int)
	for {
		quotient, _ := new(big.Int).QuoRem(digits, ten, rest)
		if rest.Sign() != 0 {
			return digits.String(), exponent
		}
		digits = quotient
		exponent++
	}
}

// mustParse gives the words that MustParse panics with, which say of what string they are.
func mustParse(text string) (parsed resource.Quantity, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("%v", thrown)
		}
	}()
	return resource.MustParse(text), nil
}

func parsedQuantity(text string) (quantity, error) {
	parsed, err := mustParse(text)
	if err != nil {
		return quantity{}, err
	}
	return describeQuantity(parsed), nil
}

type pair struct {
	A string `json:"a"`
	B string `json:"b"`
}

func (p pair) parse() (a, b resource.Quantity, err error) {
	if a, err = mustParse(p.A); err != nil {
		return
	}
	b, err = mustParse(p.B)
	return
}

type reckoned struct {
	Sum        quantity `json:"sum"`
	Difference quantity `json:"difference"`
	Negated    quantity `json:"negated"`
}

func reckon(input pair) (reckoned, error) {
	a, b, err := input.parse()
	if err != nil {
		return reckoned{}, err
	}
	sum, difference, negated := a.DeepCopy(), a.DeepCopy(), a.DeepCopy()
	sum.Add(b)
	difference.Sub(b)
	negated.Neg()
	return reckoned{describeQuantity(sum), describeQuantity(difference), describeQuantity(negated)}, nil
}

func compareQuantities(input pair) (int, error) {
	a, b, err := input.parse()
	if err != nil {
		return 0, err
	}
	return a.Cmp(b), nil
}
