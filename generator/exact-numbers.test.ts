import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from './index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kube-client-gen-numbers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const size = `{ "type": "integer", "format": "int64", "minimum": -9223372036854775808, "maximum": 9007199254740993,
  "default": 9007199254740993, "enum": [9007199254740993, 1] }`;
const ratio = `{ "type": "number", "maximum": 1e21, "multipleOf": 0.10, "default": 1.0 }`;
const spec = `{ "type": "object", "properties": { "size": ${size}, "ratio": ${ratio} } }`;
const wanted = [
  ['@minimum -9223372036854775808', '@maximum 9007199254740993', '@enum 9007199254740993 | 1', '@default 9007199254740993'],
  ['@maximum 1e21', '@multipleOf 0.10', '@default 1.0'],
].flat();

const crd = `{ "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "foos.x.example.com" },
  "spec": { "group": "x.example.com", "scope": "Namespaced", "names": { "kind": "Foo", "plural": "foos" }, "versions": [
  { "name": "v1", "served": true, "storage": true,
    "schema": { "openAPIV3Schema": { "type": "object", "properties": { "spec": ${spec} } } } }] } }`;

const gvk = '"x-kubernetes-group-version-kind"';
const identity = '{ "group": "x.example.com", "version": "v1", "kind": "Foo" }';
const definitions = `{ "com.example.x.v1.Foo": { "type": "object", ${gvk}: [${identity}], "properties": {
  "apiVersion": { "type": "string" }, "kind": { "type": "string" }, "metadata": { "type": "object" }, "spec": ${spec} } } }`;
const pathsWith = (response: string): string =>
  `"info": { "title": "x", "version": "1" }, "paths": { "/apis/x.example.com/v1/namespaces/{namespace}/foos/{name}": { "get": {
  "x-kubernetes-action": "get", ${gvk}: ${identity}, "responses": { "200": ${response} } } } }`;
const v2 = `{ "swagger": "2.0", ${pathsWith('{ "schema": { "$ref": "#/definitions/com.example.x.v1.Foo" } }')},
  "definitions": ${definitions} }`;
const v3 = `{ "openapi": "3.0.0", "components": { "schemas": ${definitions} }, ${pathsWith(
  '{ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/com.example.x.v1.Foo" } } } }',
)} }`;

test.each([
  ['a CRD in JSON', 'crd', 'crd.json', crd],
  // A comment makes it YAML.
  ['a CRD in YAML', 'crd', 'crd.yaml', `# yaml\n${crd}`],
  ['OpenAPI v2', 'openapi', 'v2.json', v2],
  ['OpenAPI v3', 'openapi', 'v3.json', v3],
  ['OpenAPI v2 whose version is a number', 'openapi', 'v2.yaml', `# yaml\n${v2.replace('"2.0"', '2.0')}`],
  ['OpenAPI v3 in YAML', 'openapi', 'v3.yaml', `# yaml\n${v3}`],
])('bounds, enums and defaults of %s are spelled in comments as the input spells them', async (_name, option, file, text) => {
  writeFileSync(path.join(folder, file), text);
  const { files } = await generate({ [option]: [file], cwd: folder });
  const types = files.find((each) => each.path === 'x.example.com/v1/types.ts')?.contents ?? '';
  expect(wanted.filter((tag) => !types.includes(` * ${tag}\n`))).toEqual([]);
  expect(types).toContain('size?: number | undefined;');
});
