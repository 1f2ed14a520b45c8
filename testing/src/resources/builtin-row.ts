/** A subresource other than `status` and `scale`. */
export interface SubresourceRow {
  /** The name. */
  readonly name: string;
  /** The supported verbs. */
  readonly verbs: readonly string[];
  /** The kind of the response. */
  readonly kind: string;
  /**
   * The `group/version` of the kind.
   *
   * Default: the resource's
   */
  readonly in?: string;
  /** The handler: an action, a log, or an update of a part of the object. */
  readonly type: 'action' | 'log' | 'whole';
  /** The path of the field that a write can change. */
  readonly writes?: readonly string[];
}

/** A resource. */
export interface ResourceRow {
  /** The kind. */
  readonly kind: string;
  /** The plural. */
  readonly plural: string;
  /** The abbreviations. */
  readonly short?: readonly string[];
  /** The groups of resources that include this one. */
  readonly categories?: readonly string[];
  /**
   * Whether objects are cluster-scoped.
   *
   * Default: false
   */
  readonly cluster?: true;
  /** Whether there is a status subresource. */
  readonly status?: true;
  /** Whether there is a scale subresource. */
  readonly scale?: true;
  /** Whether the server counts changes of the desired state. */
  readonly generation?: true;
  /**
   * The rule for names.
   *
   * Default: a DNS subdomain
   */
  readonly name?: 'label' | 'dns1035' | 'path';
  /** Whether a PUT creates an object that does not exist. */
  readonly createOnUpdate?: true;
  /** Whether a PUT needs a `resourceVersion`. */
  readonly conditional?: true;
  /**
   * The supported verbs.
   *
   * Default: all verbs of a collection
   */
  readonly verbs?: readonly string[];
  /** Further subresources. */
  readonly more?: readonly SubresourceRow[];
  /**
   * The prefix in etcd.
   *
   * Default: the plural
   */
  readonly prefix?: string;
  /** The collection that stores the objects, if it belongs to another resource. */
  readonly storage?: string;
}

/** A group version and its resources. */
export interface GroupRow {
  /** The API group. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The resources. */
  readonly resources: readonly ResourceRow[];
}
