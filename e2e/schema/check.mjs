// Compares boards with the types that Grafana publishes, by the TypeScript compiler.
//
//   node check.mjs WORK BOARD.json...
//
// WORK holds node_modules, and gets the modules. Each board becomes a module whose lines are those of the file. Boards
// spoilt in one place each go with them: the check fails, too, when the compiler takes any of these.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = ['12.3', '13.2'];
const here = path.dirname(fileURLToPath(import.meta.url));
const [work, ...files] = process.argv.slice(2);

const first = (board, type) => board.panels.find((panel) => panel.type === type);
const properties = (board, id) =>
  board.panels.flatMap((panel) => panel.fieldConfig?.overrides ?? []).flatMap((override) => override.properties)
    .find((property) => property.id === id);

// What may never pass, by what is wrong. Each goes on the first board that has such a place.
const SPOILT = {
  'misspelt-option': (b) => (first(b, 'stat').options.colourMode = 'value'),
  'unknown-choice': (b) => (first(b, 'stat').options.graphMode = 'lines'),
  'option-of-another-panel': (b) => (first(b, 'table').options.textMode = 'value'),
  'text-for-a-number': (b) => (first(b, 'bargauge').options.minVizHeight = '30'),
  'unknown-panel': (b) => (first(b, 'stat').type = 'singlestat'),
  'misspelt-field-option': (b) => (first(b, 'stat').fieldConfig.defaults.decimal = 2),
  'misspelt-custom-option': (b) => (first(b, 'timeseries').fieldConfig.defaults.custom.lineWith = 2),
  'unknown-color-mode': (b) => (first(b, 'stat').fieldConfig.defaults.color.mode = 'palette'),
  'unknown-override': (b) => (properties(b, 'custom.width').id = 'custom.widht'),
  'text-for-a-width': (b) => (properties(b, 'custom.width').value = '106'),
  'unknown-cell': (b) => (properties(b, 'custom.cellOptions').value = { type: 'colored-text' }),
  'mapping-without-a-type': (b) => delete properties(b, 'mappings').value[0].type,
  'threshold-without-a-value': (b) => delete properties(b, 'thresholds').value.steps[0].value,
  'unknown-query-format': (b) => (first(b, 'table').targets[0].format = 'tabular'),
  'variable-that-hides-wrongly': (b) => (b.templating.list[0].hide = 7),
  'unknown-variable': (b) => (b.templating.list[0].type = 'list'),
  'misspelt-board-option': (b) => (b.timeZone = 'browser'),
  'text-for-the-schema-version': (b) => (b.schemaVersion = '42'),
};

function writeModule(name, json) {
  const head = "import type { Board } from '../board'; export const board: Board =";
  writeFileSync(path.join(work, 'boards', `${name}.ts`), `${head} ${json}`);
}

function compile(version) {
  const schema = `./node_modules/grafana-schema-${version}`;
  const project = path.join(work, `tsconfig-${version}.json`);
  writeFileSync(project, JSON.stringify({
    compilerOptions: {
      ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['es2023', 'dom'] },
      ...{ target: 'es2023', module: 'esnext', moduleResolution: 'bundler' },
      paths: { '@grafana/schema': [`${schema}/dist/types/index.d.ts`], '@grafana/schema/*': [`${schema}/*`] },
    },
    include: ['boards/*.ts'],
  }));
  const tsc = path.join(work, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--pretty', 'false', '--project', project];
  const run = spawnSync(process.execPath, [tsc, ...options], { cwd: work, encoding: 'utf8' });
  if (run.error) {
    throw run.error;
  }
  const complaints = run.stdout.split('\n').filter((line) => /error TS\d+/.test(line));
  if (run.status !== 0 && complaints.length === 0) {
    throw new Error(`tsc: ${run.stdout}${run.stderr}`);
  }
  return { complaints, text: run.stdout };
}

rmSync(path.join(work, 'boards'), { recursive: true, force: true });
mkdirSync(path.join(work, 'boards'), { recursive: true });
copyFileSync(path.join(here, 'board.ts'), path.join(work, 'board.ts'));
const boards = new Map(files.map((file) => [path.basename(file, '.json'), readFileSync(file, 'utf8')]));
if (boards.size === 0) {
  throw new Error('no board given');
}
for (const [name, json] of boards) {
  writeModule(name, json);
}
for (const [name, spoil] of Object.entries(SPOILT)) {
  const spoilt = [...boards.values()].map((json) => {
    const board = JSON.parse(json);
    try {
      spoil(board);
      return board;
    } catch {
      return undefined;
    }
  }).find((board) => board !== undefined);
  if (spoilt === undefined) {
    throw new Error(`${name}: no board has anything to spoil like this`);
  }
  writeModule(`spoilt-${name}`, JSON.stringify(spoilt, null, 2));
}

let failed = false;
for (const version of VERSIONS) {
  const { complaints, text } = compile(version);
  const wrong = complaints.filter((line) => !line.startsWith('boards/spoilt-'));
  const spoilt = Object.keys(SPOILT);
  const taken = spoilt.filter((name) => !complaints.some((line) => line.startsWith(`boards/spoilt-${name}.ts(`)));
  console.log(`@grafana/schema ${version}: ${boards.size} boards, ${wrong.length} complaints; ` +
    `${spoilt.length - taken.length} of ${spoilt.length} spoilt boards refused`);
  if (wrong.length > 0) {
    // The lines below a complaint explain it.
    const parts = text.split(/\n(?=\S)/).filter((part) => !part.startsWith('boards/spoilt-'));
    console.log(parts.slice(0, 20).join('\n').replaceAll(/^boards\/(.*)\.ts\(/gm, '$1.json('));
  }
  for (const name of taken) {
    console.log(`the types let this pass: ${name}`);
  }
  failed ||= wrong.length > 0 || taken.length > 0;
}
process.exitCode = failed ? 1 : 0;
