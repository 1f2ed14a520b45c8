import { compiledTemplate } from './compiled-templates.js';

/** The view of each template. A view has every key in all cases, because the templates are strict. */
export interface TemplateViews {
  /** The builder of an apply configuration. */
  readonly apply: { readonly comment: string; readonly head: string; readonly body: string };
  /** The descriptor of a resource. */
  readonly descriptor: { readonly comment: string; readonly head: string; readonly fields: readonly string[] };
  /** The client of a resource. */
  readonly client: ClientView;
  /** The client of a group version. */
  readonly 'group-client': {
    readonly apiVersion: string;
    readonly client: string;
    readonly newClient: string;
    readonly restClient: string;
    readonly accessors: readonly AccessorView[];
  };
  /** The lister of a resource. */
  readonly lister: {
    readonly comment: string;
    readonly objects: string;
    readonly lister: string;
    readonly base: string;
    readonly newLister: string;
    readonly construct: string;
    readonly indexer: string;
  };
  /** The informer of a resource. */
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
  /** The informers of a group version. */
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
  /** The strategic merge patch metadata of a type. */
  readonly 'patch-meta': {
    readonly type: string;
    readonly typeName: string;
    readonly isShared: boolean;
    readonly name: string;
    readonly fields: readonly { readonly key: string; readonly value: string }[];
  };
  /** The module with the code of a group version. */
  readonly index: { readonly apiVersion: string; readonly types: readonly string[]; readonly parts: readonly string[] };
  /** The clientset over all group versions. */
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
  /** The informer factory over all group versions. */
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
  /** The index of the complete output. */
  readonly 'root-index': {
    readonly files: readonly string[];
    readonly groups: readonly { readonly accessor: string; readonly module: string }[];
  };
}

/** The client of a resource. */
export interface ClientView {
  /** The comment of the interface. */
  readonly comment: string;
  /** The first lines of the interface. */
  readonly head: string;
  /** The methods of subresources: in the interface, and in the object. */
  readonly methods: readonly { readonly comment: string; readonly signature: string; readonly entry: string }[];
  /** The comment of the function. */
  readonly newComment: string;
  /** The first lines of the function. */
  readonly newHead: string;
  /** The constants of the function. */
  readonly locals: readonly { readonly name: string; readonly value: string }[];
  /** The call that creates a generic client, if the resource adds nothing to it and omits nothing from it. */
  readonly whole: string;
  /** The entries of the object that the function returns. */
  readonly parts: readonly string[];
  /** The options of subresources that return text. */
  readonly textOptions: readonly TextOptionsView[];
}

/** The options of a subresource that returns text. */
export interface TextOptionsView {
  /** The comment of the interface. */
  readonly comment: string;
  /** The name of the interface. */
  readonly name: string;
  /** The interface that it extends. */
  readonly base: string;
  /** The query parameters. */
  readonly fields: readonly { readonly comment: string; readonly name: string; readonly type: string }[];
}

/** The method of a group version's client for one resource. */
export interface AccessorView {
  /** The overloads of the method. */
  readonly signatures: readonly { readonly comment: string; readonly text: string }[];
  /** The key in the object. */
  readonly key: string;
  /** The constant with the descriptor of the resource. */
  readonly descriptor: string;
  /** The function that creates the client of the resource. */
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
