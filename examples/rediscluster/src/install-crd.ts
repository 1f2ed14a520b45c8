import { isAlreadyExists, isStatusConditionTrue, poll, type ReadonlyCondition, type RESTClient } from 'kube-client-runtime';

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The part of a CustomResourceDefinition that is read here. */
interface Definition {
  readonly status?: { readonly conditions?: readonly ReadonlyCondition[] };
}

/** Installs a CustomResourceDefinition from YAML, unless it exists, and waits until the server serves its kind. */
export async function installCrd(rest: RESTClient, name: string, yaml: string): Promise<void> {
  const headers = { 'content-type': 'application/yaml', accept: 'application/json' };
  try {
    await rest.request({ method: 'POST', path, query: [], headers, body: yaml });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  const isServed = async (signal: AbortSignal): Promise<boolean> => {
    const request = { method: 'GET', path: `${path}/${name}`, query: [], headers: { accept: 'application/json' } } as const;
    const { status } = await rest.request<Definition>(request, { signal });
    return isStatusConditionTrue(status?.conditions, 'Established');
  };
  await poll(isServed, { intervalMs: 100, timeoutMs: 30_000 });
}
