#!/usr/bin/env node
import '../dist/generator/cli/index.js';
