export { runFaults, type FaultReport, type FaultRunOptions, type FaultServer } from './run.js';
export { watchProcess, type ProcessWatch } from './watch-process.js';
