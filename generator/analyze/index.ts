export { analyze, analyzeSteps, type Analysis, type AnalyzeOptions } from './analyze.js';
