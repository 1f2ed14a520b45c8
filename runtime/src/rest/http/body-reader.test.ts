import { PassThrough, Readable } from 'node:stream';
import { BodyReader } from './body-reader.js';

async function read(reader: BodyReader): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of reader) pieces.push(Buffer.from(piece).toString());
  return pieces;
}

test('the bytes of one turn are one chunk, and no byte is lost or moved', async () => {
  const stream = new PassThrough();
  const reading = read(new BodyReader(stream));
  for (const part of ['a', 'b', 'c']) stream.write(part);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  stream.end('d');
  expect(await reading).toEqual(['abc', 'd']);
});

test('the bytes before an error are read before the error', async () => {
  const stream = new PassThrough();
  const reader = new BodyReader(stream);
  const first = reader.next();
  stream.write('a');
  await new Promise(setImmediate);
  stream.destroy(new Error('cut'));
  expect(Buffer.from((await first).value as Uint8Array).toString()).toBe('a');
  await expect(reader.next()).rejects.toThrow('cut');
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});

test('the first read throws an earlier error', async () => {
  const stream = new PassThrough();
  stream.once('error', () => {});
  stream.destroy(new Error('cut'));
  await new Promise(setImmediate);
  await expect(new BodyReader(stream).next()).rejects.toThrow('cut');
});

test('a stream that ends too early is an error', async () => {
  const stream = new PassThrough();
  const reading = new BodyReader(stream).next();
  stream.destroy();
  await expect(reading).rejects.toThrow(/premature/i);
});

test('an empty body ends immediately', async () => expect(await read(new BodyReader(Readable.from([])))).toEqual([]));

test('the reader reads only a little ahead', async () => {
  let taken = 0;
  const stream = new Readable({
    read() {
      taken += 64 * 1024;
      this.push(Buffer.alloc(64 * 1024));
    },
  });
  const reader = new BodyReader(stream);
  await reader.next();
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
  expect(taken).toBeLessThan(2 * 1024 * 1024);
  await reader.return();
});

test('leaving the iteration destroys the stream, and ends a pending read', async () => {
  const stream = new PassThrough();
  const reader = new BodyReader(stream);
  const reading = reader.next();
  await reader.return();
  expect(await reading).toEqual({ done: true, value: undefined });
  expect(stream.destroyed).toBe(true);
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});
