/**
 * Streams to and from containers: `exec`, `attach` and `portForward`. Clients of pods have these as methods. Start there, and
 * read this package for the types of their options.
 *
 * This package does not read logs by itself and does not interpret what a command writes.
 *
 * @packageDocumentation
 */
export type { ByteSink, ByteSource } from './bytes.js';
export type { TerminalSize } from './channels.js';
export { portForward } from './port-forward.js';
export type { ForwardedPort, ListenOptions, PortForward, PortForwardOptions } from './port-forward.js';
export { attach, exec } from './remote-command.js';
export type { AttachOptions, CommandTarget, ExecOptions, ExecResult } from './remote-command.js';
