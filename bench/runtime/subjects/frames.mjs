/** Returns a parser for a watch: splits it into lines and parses each line. */
export function newLineParser(onObjects) {
  let rest;
  const objects = new Map();
  const take = (text) => {
    const { object } = JSON.parse(text);
    objects.set(`${object.metadata.namespace}/${object.metadata.name}`, object);
    onObjects(1);
  };
  return {
    objects,
    push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
        const line = chunk.subarray(start, at);
        start = at + 1;
        if (rest === undefined) take(line.toString('utf8'));
        else {
          take(Buffer.concat([...rest, line]).toString('utf8'));
          rest = undefined;
        }
      }
      if (start < chunk.length) (rest ??= []).push(chunk.subarray(start));
    },
  };
}

/** Parses a list. */
export function parseList(chunks, onObjects) {
  const { items } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  onObjects(items.length);
  return items;
}
