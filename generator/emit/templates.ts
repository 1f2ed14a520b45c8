import { compiledTemplate } from './compiled-templates.js';

/** Each template's one view. Every key is always there: templates are strict. */
export interface TemplateViews {
  readonly apply: {
    readonly comment: string;
    readonly name: string;
    readonly parameters: string;
    readonly configuration: string;
    readonly value: string;
  };
  readonly descriptor: {
    readonly comment: string;
    readonly name: string;
    readonly type: string;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  };
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
  readonly index: { readonly types: readonly string[]; readonly pieces: readonly string[] };
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

export interface ClientView {
  readonly comment: string;
  readonly client: string;
  /** ` extends …`, or nothing. */
  readonly heritage: string;
  readonly methods: readonly {
    readonly comment: string;
    readonly signature: string;
    readonly name: string;
    readonly implementation: string;
  }[];
  readonly newComment: string;
  readonly newClient: string;
  readonly parameters: string;
  readonly locals: readonly { readonly name: string; readonly value: string }[];
  /** The client as it is, where nothing is added to it or left out. */
  readonly whole: string;
  readonly parts: readonly string[];
  readonly textOptions: readonly TextOptionsView[];
}

export interface TextOptionsView {
  readonly comment: string;
  readonly name: string;
  readonly base: string;
  readonly fields: readonly { readonly comment: string; readonly name: string; readonly type: string }[];
}

export interface AccessorView {
  readonly signatures: readonly { readonly comment: string; readonly text: string }[];
  readonly key: string;
  readonly implementation: string;
}

const compiled = new Map<string, (view: unknown) => string>();

/** The template's text with its view filled in. Templates are compiled when they are first needed, unless they are already. */
export function renderTemplate<N extends keyof TemplateViews>(name: N, view: TemplateViews[N]): string {
  let template = compiled.get(name);
  if (!template) {
    template = compiledTemplate(name);
    compiled.set(name, template);
  }
  return template(view);
}
