/**
 * The types of discovery responses.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */

/** A version of an API group. */
export interface GroupVersionForDiscovery {
  /** `group/version`, or the version alone for the core group. */
  groupVersion: string;
  /** The version alone. */
  version: string;
}

/** The address of the server for clients of an address range. */
export interface ServerAddressByClientCIDR {
  /** The address range of the clients. */
  clientCIDR: string;
  /** The address that these clients use: host, IP address or host and port. */
  serverAddress: string;
}

/** An API group and its versions. */
export interface APIGroup {
  /** `v1` */
  apiVersion?: string | undefined;
  /** `APIGroup` */
  kind?: string | undefined;
  /** The name of the group. */
  name: string;
  /** The version that the server prefers. */
  preferredVersion?: GroupVersionForDiscovery | undefined;
  /** Addresses of the server by client address range. */
  serverAddressByClientCIDRs?: ServerAddressByClientCIDR[] | undefined;
  /** The served versions, most preferred first. */
  versions: GroupVersionForDiscovery[];
}

/** The response of `/apis`. */
export interface APIGroupList {
  /** `v1` */
  apiVersion?: string | undefined;
  /** `APIGroupList` */
  kind?: string | undefined;
  /** The groups that the server has. */
  groups: APIGroup[];
}

/** A resource or subresource of a group version. */
export interface APIResource {
  /** Groups of resources that include this one, such as `all`. */
  categories?: string[] | undefined;
  /** The group of the objects. Absent if it equals the group of the enclosing list. */
  group?: string | undefined;
  /** The kind of the objects. */
  kind: string;
  /** The plural, or `plural/subresource` for a subresource. */
  name: string;
  /** Whether the objects live in namespaces. */
  namespaced: boolean;
  /** Abbreviations, such as `po`. */
  shortNames?: string[] | undefined;
  /** The singular, in lower case. */
  singularName: string;
  /** A hash of the version in which objects are stored. Opaque. */
  storageVersionHash?: string | undefined;
  /** The supported verbs. */
  verbs: string[];
  /** The version of the objects. Absent if it equals the version of the enclosing list. */
  version?: string | undefined;
}

/** The response of `/apis/GROUP/VERSION` and `/api/v1`. */
export interface APIResourceList {
  /** `v1` */
  apiVersion?: string | undefined;
  /** `APIResourceList` */
  kind?: string | undefined;
  /** The group version that has these resources. */
  groupVersion: string;
  /** The resources and subresources. */
  resources: APIResource[];
}

/** The response of `/api`. */
export interface APIVersions {
  /** `v1` */
  apiVersion?: string | undefined;
  /** `APIVersions` */
  kind?: string | undefined;
  /** Addresses of the server by client address range. */
  serverAddressByClientCIDRs: ServerAddressByClientCIDR[];
  /** The versions of the core group. */
  versions: string[];
}

/** A resource without its version. */
export interface GroupResource {
  /** The API group. The empty string is the core group. */
  group: string;
  /** The plural, in lower case. */
  resource: string;
}

/** The response of `/version`. */
export interface VersionInfo {
  /** The time of the build, in RFC 3339. */
  buildDate: string;
  /** The Go compiler, such as `gc`. */
  compiler: string;
  /** The major version that the server emulates. */
  emulationMajor?: string | undefined;
  /** The minor version that the server emulates. */
  emulationMinor?: string | undefined;
  /** The commit of the build. */
  gitCommit: string;
  /** `clean` or `dirty`. */
  gitTreeState: string;
  /** The version with its `v`, such as `v1.36.3`. */
  gitVersion: string;
  /** The version of Go. */
  goVersion: string;
  /** The major version, such as `1`. */
  major: string;
  /** The oldest major version that the server is compatible with. */
  minCompatibilityMajor?: string | undefined;
  /** The oldest minor version that the server is compatible with. */
  minCompatibilityMinor?: string | undefined;
  /** The minor version, such as `36`. Some distributions append a `+`. */
  minor: string;
  /** The operating system and architecture, such as `linux/amd64`. */
  platform: string;
}
