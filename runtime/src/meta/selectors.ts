/** How a requirement of a label selector compares. */
export type LabelOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

/**
 * The label selector of objects' specs. All requirements must hold; an empty selector selects everything.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export interface LabelSelector {
  matchExpressions?: LabelSelectorRequirement[] | undefined;
  matchLabels?: Record<string, string> | undefined;
}

/** One requirement of a `LabelSelector`. */
export interface LabelSelectorRequirement {
  key: string;
  operator: LabelOperator;
  /** Needed for `In` and `NotIn`, forbidden for the others. */
  values?: string[] | undefined;
}

/** One requirement on fields, as authorization reviews carry it. */
export interface FieldSelectorRequirement {
  key: string;
  operator: string;
  values?: string[] | undefined;
}

/** A set of labels, or of fields, as a selector sees it. */
export type LabelSet = Readonly<Record<string, string>>;

/** A parsed label selector. Made by `parseSelector`, `selectorFromSet` and `labelSelectorAsSelector`. */
export interface Selector {
  /** Whether all requirements hold for the labels. Absent labels are an empty set. */
  matches(labels: LabelSet | undefined): boolean;
  /** Whether the selector has no requirement, and so selects everything. */
  empty(): boolean;
  /** The selector in the grammar of the API, its requirements sorted by key. */
  toString(): string;
}

/** A parsed field selector. Made by `parseFieldSelector` and `fieldSelectorFromSet`. */
export interface FieldSelector {
  matches(fields: LabelSet): boolean;
  empty(): boolean;
  toString(): string;
}
