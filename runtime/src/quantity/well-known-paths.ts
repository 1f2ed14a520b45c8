/**
 * Paths at which the Kubernetes API, and custom resources that follow its conventions, have quantities. `semanticEqual` compares
 * a string at such a path as a string if it is not a quantity.
 */
export const wellKnownQuantityPaths: readonly string[] = [
  'resources.limits.*',
  'resources.requests.*',
  'spec.overhead.*',
  'overhead.podFixed.*',
  'emptyDir.sizeLimit',
  'resourceFieldRef.divisor',
  // PersistentVolume, PersistentVolumeClaim, Node, CSIStorageCapacity
  'spec.capacity.*',
  'inlineVolumeSpec.capacity.*',
  'status.capacity.*',
  'status.allocatable.*',
  'status.allocatedResources.*',
  '.capacity',
  'maximumVolumeSize',
  // statuses of containers
  'containerStatuses.allocatedResources.*',
  'initContainerStatuses.allocatedResources.*',
  'ephemeralContainerStatuses.allocatedResources.*',
  'nodeAllocatableResourceClaimStatuses.resources.*',
  // ResourceQuota
  'spec.hard.*',
  'status.hard.*',
  'status.used.*',
  // LimitRange
  'spec.limits.max.*',
  'spec.limits.min.*',
  'spec.limits.default.*',
  'spec.limits.defaultRequest.*',
  'spec.limits.maxLimitRequestRatio.*',
  // HorizontalPodAutoscaler
  'target.averageValue',
  'target.value',
  'current.averageValue',
  'current.value',
  'scaleUp.tolerance',
  'scaleDown.tolerance',
  // ResourceSlice, ResourceClaim
  'capacity.*.value',
  'capacity.requests.*',
  'counters.*.value',
  'requestPolicy.default',
  'requestPolicy.validValues',
  'validRange.min',
  'validRange.max',
  'validRange.step',
  'results.consumedCapacity.*',
  'nodeAllocatableResourceMappings.*.allocationMultiplier',
];

/**
 * Paths at which the Kubernetes API, and custom resources that follow its conventions, have times. `semanticEqual` compares a
 * string at such a path as a string if it is not a time.
 */
export const wellKnownTimePaths: readonly string[] = [
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'managedFields.time',
  'conditions.lastTransitionTime',
  'conditions.lastUpdateTime',
  'conditions.lastProbeTime',
  'conditions.lastHeartbeatTime',
  'status.startTime',
  'status.completionTime',
  'status.lastScheduleTime',
  'status.lastSuccessfulTime',
  'status.lastScaleTime',
  'status.lastPhaseTransitionTime',
  'status.disruptedPods.*',
  'status.expirationTimestamp',
  'running.startedAt',
  'terminated.startedAt',
  'terminated.finishedAt',
  'taints.timeAdded',
  'attachError.time',
  'detachError.time',
  'allocation.allocationTimestamp',
  // Lease, and candidates for one
  'spec.acquireTime',
  'spec.renewTime',
  'spec.pingTime',
  // PodCertificateRequest
  'status.notBefore',
  'status.notAfter',
  'status.beginRefreshAt',
  // Event
  '.eventTime',
  '.firstTimestamp',
  '.lastTimestamp',
  '.deprecatedFirstTimestamp',
  '.deprecatedLastTimestamp',
  'series.lastObservedTime',
];
