/** The comparison of a requirement in a label selector. The schema allows any string; servers reject unknown operators. */
export type LabelOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | (string & {});

/**
 * The label selector of specs. All requirements must hold. An empty selector selects everything.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export interface LabelSelector {
  /** Requirements that must all hold. */
  matchExpressions?: LabelSelectorRequirement[] | undefined;
  /** Labels that must have exactly these values. */
  matchLabels?: Record<string, string> | undefined;
}

/** One requirement of a `LabelSelector`. */
export interface LabelSelectorRequirement {
  /** The label's key. */
  key: string;
  /** The comparison. */
  operator: LabelOperator;
  /** The values of `In` and `NotIn`. Forbidden for the other operators. */
  values?: string[] | undefined;
}

/** A `LabelSelector` that is only read: one of your own, one from a cache, or the selector of a custom resource. */
export interface ReadonlyLabelSelector {
  /** Labels that must have exactly these values. */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Further requirements. All of them must hold. */
  readonly matchExpressions?: readonly ReadonlyLabelSelectorRequirement[] | undefined;
}

/** One requirement of a `ReadonlyLabelSelector`. */
export interface ReadonlyLabelSelectorRequirement {
  /** The label's key. */
  readonly key: string;
  /** The comparison: `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: LabelOperator;
  /** The values of `In` and `NotIn`. Must be empty or absent for the other operators. */
  readonly values?: readonly string[] | undefined;
}

/** One requirement on fields, as authorization reviews carry it. */
export interface FieldSelectorRequirement {
  /** The path of the field. */
  key: string;
  /** The comparison: `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  operator: string;
  /** The values of `In` and `NotIn`. */
  values?: string[] | undefined;
}

/** A set of labels or fields to match a selector with. */
export type LabelSet = Readonly<Record<string, string>>;

/** A parsed label selector. `parseSelector`, `selectorFromSet` and `labelSelectorAsSelector` create one. */
export interface Selector {
  /** Whether all requirements hold for the labels. Absent labels are an empty set. */
  matches(labels: LabelSet | undefined): boolean;
  /** Whether the selector has no requirements and therefore selects everything. */
  empty(): boolean;
  /** Returns the selector as text, with its requirements sorted by key. */
  toString(): string;
}

/** A parsed field selector. `parseFieldSelector` and `fieldSelectorFromSet` create one. */
export interface FieldSelector {
  /** Whether all requirements hold for the fields. */
  matches(fields: LabelSet): boolean;
  /** Whether the selector has no requirements and therefore selects everything. */
  empty(): boolean;
  /** Returns the selector as text. */
  toString(): string;
}
