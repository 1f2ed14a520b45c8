export { analyze, type Analysis, type AnalyzeOptions } from './analyze.js';
