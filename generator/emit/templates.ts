import { compiledTemplate } from './compiled-templates.js';

/** The view of each template. A view has every key in all cases, because the templates are strict. */
export interface TemplateViews {
  readonly apply: { readonly comment: string; readonly head: string; readonly body: string };
  readonly descriptor: { readonly comment: string; readonly head: string; readonly fields: readonly string[] };
  readonly client: ClientView;
  readonly 'group-client': {
    readonly apiVersion: string;
    readonly client: string;
    readonly newClient: string;
    readonly restClient: string;
    readonly accessors: readonly AccessorView[];
  };
  readonly lister: {
    readonly comment: string;
    readonly objects: string;
    readonly lister: string;
    readonly base: string;
    readonly newLister: string;
    readonly construct: string;
    readonly indexer: string;
  };
  readonly informer: {
    readonly comment: string;
    readonly objects: string;
    readonly informer: string;
    readonly sharedInformer: string;
    readonly lister: string;
    readonly newInformer: string;
    readonly construct: string;
    readonly factory: string;
    readonly descriptor: string;
    readonly newLister: string;
  };
  readonly 'group-informers': {
    readonly apiVersion: string;
    readonly informers: string;
    readonly newInformers: string;
    readonly factory: string;
    readonly resources: readonly {
      readonly accessor: string;
      readonly key: string;
      readonly informer: string;
      readonly newInformer: string;
    }[];
  };
  readonly 'patch-meta': {
    readonly type: string;
    readonly typeName: string;
    readonly isShared: boolean;
    readonly name: string;
    readonly fields: readonly { readonly key: string; readonly value: string }[];
  };
  readonly index: { readonly apiVersion: string; readonly types: readonly string[]; readonly parts: readonly string[] };
  readonly clientset: {
    readonly restClient: string;
    readonly restConfig: string;
    readonly restClientFor: string;
    readonly discoveryClient: string;
    readonly createDiscoveryClient: string;
    readonly groups: readonly {
      readonly apiVersion: string;
      readonly accessor: string;
      readonly client: string;
      readonly newClient: string;
    }[];
  };
  readonly informers: {
    readonly factory: string;
    readonly factoryOptions: string;
    readonly newFactory: string;
    readonly clientset: string;
    readonly groups: readonly {
      readonly apiVersion: string;
      readonly accessor: string;
      readonly informers: string;
      readonly newInformers: string;
    }[];
  };
  readonly 'root-index': {
    readonly files: readonly string[];
    readonly groups: readonly { readonly accessor: string; readonly module: string }[];
  };
}

/** The client of a resource. */
export interface ClientView {
  readonly comment: string;
  /** The first lines of the interface. */
  readonly head: string;
  readonly methods: readonly { readonly comment: string; readonly signature: string; readonly entry: string }[];
  readonly newComment: string;
  /** The first lines of the function. */
  readonly newHead: string;
  readonly locals: readonly { readonly name: string; readonly value: string }[];
  /** The call that creates a generic client, if the resource adds nothing to it and omits nothing from it. */
  readonly whole: string;
  readonly parts: readonly string[];
  readonly textOptions: readonly TextOptionsView[];
}

/** The options of a subresource that returns text. */
export interface TextOptionsView {
  readonly comment: string;
  readonly name: string;
  readonly base: string;
  readonly fields: readonly { readonly comment: string; readonly name: string; readonly type: string }[];
}

/** The method of a group version's client for one resource. */
export interface AccessorView {
  readonly signatures: readonly { readonly comment: string; readonly text: string }[];
  readonly key: string;
  readonly descriptor: string;
  readonly newClient: string;
  /** The implementation without a client for all namespaces, or an empty text. */
  readonly single: string;
  /** The function of the runtime that accepts a namespace or no namespace. */
  readonly perNamespace: string;
  /** The function of the runtime that creates a client for all namespaces. */
  readonly allNamespaces: string;
  /** The methods of a client for all namespaces that lacks some of them. */
  readonly methods: readonly string[];
}

const compiled = new Map<string, (view: unknown) => string>();

/**
 * Returns the text of a template for a view, without a line break at its end.
 * Compiles the template before its first use, unless the build did so.
 */
export function renderTemplate<N extends keyof TemplateViews>(name: N, view: TemplateViews[N]): string {
  let template = compiled.get(name);
  if (!template) {
    template = compiledTemplate(name);
    compiled.set(name, template);
  }
  return template(view).trimEnd();
}
