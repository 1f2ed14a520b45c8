/**
 * The inputs and results of the tests of evanphx/json-patch (v5), which the API server uses. The last cases have other results: there,
 * we follow RFC 6902.
 */
import { applyJsonPatch, JsonPatchError } from './index.js';
import type { JsonPatchOperation } from './index.js';

/** A document, a patch, and the result: text of JSON, or `refused`. */
type Case = readonly [document: string, patch: string, result: string];

const a48 = `"${'A'.repeat(48)}"`;
const abc = '{"a":{"b":{"d":1}}}';
const cows = '{"foo":["all","grass","cows","eat"]}';
const pair = '[{"foo":["bar","qux","baz"],"bar":["qux","baz"]}]';
const ordered = '{"z":"1","a":["baz"],"y":3,"b":true,"x":null}';
const id = '{"id":"0000","parentID":"0000"}';

const agreeing: readonly Case[] = [
  // Patches that apply.
  ['{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]', '{"foo":"bar","baz":"qux"}'],
  ['{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/1","value":"qux"}]', '{"foo":["bar","qux","baz"]}'],
  ['{"baz":"qux","foo":"bar"}', '[{"op":"remove","path":"/baz"}]', '{"foo":"bar"}'],
  ['{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/1"}]', '{"foo":["bar","baz"]}'],
  ['{"baz":"qux","foo":"bar"}', '[{"op":"replace","path":"/baz","value":"boo"}]', '{"baz":"boo","foo":"bar"}'],
  [
    '{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}',
    '[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]',
    '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}',
  ],
  [cows, '[{"op":"move","from":"/foo/1","path":"/foo/3"}]', '{"foo":["all","cows","eat","grass"]}'],
  [cows, '[{"op":"move","from":"/foo/1","path":"/foo/2"}]', '{"foo":["all","cows","grass","eat"]}'],
  ['{"foo":"bar"}', '[{"op":"add","path":"/child","value":{"grandchild":{}}}]', '{"foo":"bar","child":{"grandchild":{}}}'],
  ['{"foo":["bar"]}', '[{"op":"add","path":"/foo/-","value":["abc","def"]}]', '{"foo":["bar",["abc","def"]]}'],
  ['{"foo":"bar","qux":{"baz":1,"bar":null}}', '[{"op":"remove","path":"/qux/bar"}]', '{"foo":"bar","qux":{"baz":1}}'],
  ['{"foo":"bar"}', '[{"op":"add","path":"/baz","value":null}]', '{"foo":"bar","baz":null}'],
  ['{"foo":["bar"]}', '[{"op":"replace","path":"/foo/0","value":"baz"}]', '{"foo":["baz"]}'],
  ['{"foo":["bar","baz"]}', '[{"op":"replace","path":"/foo/0","value":"bum"}]', '{"foo":["bum","baz"]}'],
  ['{"foo":["bar","qux","baz"]}', '[{"op":"replace","path":"/foo/1","value":"bum"}]', '{"foo":["bar","bum","baz"]}'],
  ['[{"foo":["bar","qux","baz"]}]', '[{"op":"replace","path":"/0/foo/0","value":"bum"}]', '[{"foo":["bum","qux","baz"]}]'],
  [pair, '[{"op":"copy","from":"/0/foo/0","path":"/0/bar/0"}]', '[{"foo":["bar","qux","baz"],"bar":["bar","qux","baz"]}]'],
  [pair, '[{"op":"copy","from":"/0/foo/0","path":"/0/bar"}]', '[{"foo":["bar","qux","baz"],"bar":"bar"}]'],
  [
    '[{"foo":{"bar":["qux","baz"]},"baz":{"qux":"bum"}}]',
    '[{"op":"copy","from":"/0/foo/bar","path":"/0/baz/bar"}]',
    '[{"foo":{"bar":["qux","baz"]},"baz":{"qux":"bum","bar":["qux","baz"]}}]',
  ],
  ['{"foo":["bar"]}', '[{"op":"copy","path":"/foo/0","from":"/foo"}]', '{"foo":[["bar"],"bar"]}'],
  ['{"foo":null}', '[{"op":"copy","path":"/bar","from":"/foo"}]', '{"foo":null,"bar":null}'],
  ['{"bar":[{"baz":null}]}', '[{"op":"replace","path":"/bar/0/baz","value":1}]', '{"bar":[{"baz":1}]}'],
  ['{"bar":[{"baz":1}]}', '[{"op":"replace","path":"/bar/0/baz","value":null}]', '{"bar":[{"baz":null}]}'],
  ['{"bar":[null]}', '[{"op":"replace","path":"/bar/0","value":1}]', '{"bar":[1]}'],
  ['{"bar":[1]}', '[{"op":"replace","path":"/bar/0","value":null}]', '{"bar":[null]}'],
  [
    `{"foo":["A",${a48}]}`,
    '[{"op":"copy","path":"/foo/-","from":"/foo/1"},{"op":"copy","path":"/foo/-","from":"/foo/1"}]',
    `{"foo":["A",${a48},${a48},${a48}]}`,
  ],
  ['[1,2,3]', '[{"op":"remove","path":"/0"}]', '[2,3]'],
  [
    id,
    `[{"op":"test","path":"","value":${id}},{"op":"replace","path":"","value":{"id":"7599","originalID":"bar"}}]`,
    '{"id":"7599","originalID":"bar"}',
  ],
  [
    '{"foo":"bar","qux":{"baz":1,"bar":null}}',
    '[{"op":"replace","path":"/qux/baz","value":null}]',
    '{"foo":"bar","qux":{"baz":null,"bar":null}}',
  ],
  // The order of keys stays.
  [ordered, '[{"op":"add","path":"/foo","value":"bar"}]', '{"z":"1","a":["baz"],"y":3,"b":true,"x":null,"foo":"bar"}'],
  [ordered, '[{"op":"remove","path":"/y"}]', '{"z":"1","a":["baz"],"b":true,"x":null}'],
  [ordered, '[{"op":"move","from":"/z","path":"/a/-"},{"op":"remove","path":"/y"}]', '{"a":["baz","1"],"b":true,"x":null}'],
  [
    ordered,
    '[{"op":"add","path":"/foo","value":"bar"},{"op":"replace","path":"/b","value":{"zz":1,"aa":"foo","bb":null}},' +
      '{"op":"copy","from":"/foo","path":"/b/cc"},{"op":"move","from":"/z","path":"/a/0"},{"op":"remove","path":"/y"}]',
    '{"a":["1","baz"],"b":{"zz":1,"aa":"foo","bb":null,"cc":"bar"},"x":null,"foo":"bar"}',
  ],
  // Tests.
  [
    '{"baz":"qux","foo":["a",2,"c"]}',
    '[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]',
    '{"baz":"qux","foo":["a",2,"c"]}',
  ],
  ['{"baz":"qux"}', '[{"op":"test","path":"/baz","value":"bar"}]', 'refused'],
  [
    '{"baz":"qux","foo":["a",2,"c"]}',
    '[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":"c"}]',
    'refused',
  ],
  ['{"baz":"qux"}', '[{"op":"test","path":"/foo","value":42}]', 'refused'],
  ['{"foo":null}', '[{"op":"test","path":"/foo","value":null}]', '{"foo":null}'],
  ['{"foo":{}}', '[{"op":"test","path":"/foo","value":null}]', 'refused'],
  ['{"foo":[]}', '[{"op":"test","path":"/foo","value":null}]', 'refused'],
  ['{"baz/foo":"qux"}', '[{"op":"test","path":"/baz~1foo","value":"qux"}]', '{"baz/foo":"qux"}'],
  ['{"foo":[]}', '[{"op":"test","path":"/foo"}]', 'refused'],
  ['{"foo":"bar"}', '[{"op":"test","path":"/baz","value":"bar"}]', 'refused'],
  // Patches that are refused.
  ['{"foo":"bar"}', '[{"op":"add","path":"/baz/bat","value":"qux"}]', 'refused'],
  [abc, '[{"op":"remove","path":"/a/b/c"}]', 'refused'],
  [abc, '[{"op":"move","from":"/a/b/c","path":"/a/b/e"}]', 'refused'],
  ['{"a":{"b":[1]}}', '[{"op":"remove","path":"/a/b/1"}]', 'refused'],
  ['{"a":{"b":[1]}}', '[{"op":"move","from":"/a/b/1","path":"/a/b/2"}]', 'refused'],
  ['{"foo":"bar"}', '[{"op":"add","pathz":"/baz","value":"qux"}]', 'refused'],
  ['{"foo":["bar","baz"]}', '[{"op":"replace","path":"/foo/2","value":"bum"}]', 'refused'],
  ['{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/-4","value":"bum"}]', 'refused'],
  ['{"name":{"foo":"bat","qux":"bum"}}', '[{"op":"replace","path":"/foo/bar","value":"baz"}]', 'refused'],
  ['{"foo":["bar"]}', '[{"op":"add","path":"/foo/2","value":"bum"}]', 'refused'],
  ['{"foo":[]}', '[{"op":"remove","path":"/foo/-"}]', 'refused'],
  ['{"foo":[]}', '[{"op":"remove","path":"/foo/-1"}]', 'refused'],
  ['{"foo":["bar"]}', '[{"op":"remove","path":"/foo/-2"}]', 'refused'],
  ['{}', '[{"op":null,"path":""}]', 'refused'],
  ['{}', '[{"op":"add","path":null}]', 'refused'],
  ['{}', '[{"op":"copy","from":null}]', 'refused'],
  ['{"foo":["bar"]}', '[{"op":"copy","path":"/foo/6666666666","from":"/"}]', 'refused'],
  ['{"foo":["bar"]}', '[{"op":"copy","path":"/foo/2","from":"/foo/0"}]', 'refused'],
  [cows, '[{"op":"move","from":"/foo/1","path":"/foo/4"}]', 'refused'],
  ['{"baz":"qux"}', '[{"op":"replace","path":"/foo","value":"bar"}]', 'refused'],
  ['{"foo":"bar"}', '[{"op":"copy","path":"/qux","from":"/baz"}]', 'refused'],
];

/** Our answers, which are those of the RFC, by the rule of the Go library that they differ from. */
const different: readonly (readonly [rule: string, ...Case])[] = [
  ['indexes count from the end', '{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/-1","value":"qux"}]', 'refused'],
  ['indexes count from the end', '{"foo":["bar","qux"]}', '[{"op":"remove","path":"/foo/-1"}]', 'refused'],
  ['indexes count from the end', '{"foo":["bar",{"a":"abc"}]}', '[{"op":"remove","path":"/foo/-1/a"}]', 'refused'],
  ['indexes count from the end', '{"foo":["bar"]}', '[{"op":"replace","path":"/foo/-1","value":"baz"}]', 'refused'],
  ['indexes count from the end', '{"foo":[{"bar":"x"}]}', '[{"op":"replace","path":"/foo/-1/bar","value":"baz"}]', 'refused'],
  ['indexes count from the end', '{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/-2"}]', 'refused'],
  ['indexes count from the end', '{"foo":[]}', '[{"op":"add","path":"/foo/-1","value":"qux"}]', 'refused'],
  ['a test for null passes for absent fields', '{"baz":"qux"}', '[{"op":"test","path":"/foo","value":null}]', 'refused'],
  ['a document must be an object or an array', '{"foo":"bar"}', '[{"op":"add","path":"","value":"qux"}]', '"qux"'],
  [
    'copies may be limited in size',
    `{"foo":["A",${a48}]}`,
    '[{"op":"copy","path":"/foo/-","from":"/foo/1"}]',
    `{"foo":["A",${a48},${a48}]}`,
  ],
];

function answer(document: string, patch: string): string {
  try {
    return JSON.stringify(applyJsonPatch(JSON.parse(document), JSON.parse(patch) as JsonPatchOperation[]));
  } catch (error) {
    expect(error).toBeInstanceOf(JsonPatchError);
    return 'refused';
  }
}

test.each(agreeing)('%s with %s is %s, as in Go', (document, patch, result) => {
  expect(answer(document, patch)).toBe(result);
});

test.each(different)('unlike Go, where %s: %s with %s is %s', (_, document, patch, result) => {
  expect(answer(document, patch)).toBe(result);
});
