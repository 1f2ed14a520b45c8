/** The widest line that the printer writes if it can break the line. Long names and literals may go beyond it. */
export const lineWidth = 130;

/** A text that the printer lays out: strings without line breaks, and the places where a line may break. */
export type Layout = string | readonly Layout[] | Group | Indent | Break;

/** A part that is printed on one line if it fits, or else with a line break at each of its own breaks. */
interface Group {
  readonly group: Layout;
}

/** A part whose lines begin one level further to the right. */
interface Indent {
  readonly indent: Layout;
}

/** A place in a group: a line break followed by `broken` if the group is broken, or else `flat`. */
interface Break {
  readonly flat: string;
  readonly broken: string;
  readonly hasLineBreak: boolean;
}

/** Returns a part that stays on one line if it fits. */
export function group(...parts: readonly Layout[]): Layout {
  return { group: parts };
}

/** Returns a part that is indented by one level. */
export function indent(...parts: readonly Layout[]): Layout {
  return { indent: parts };
}

/** Returns a line break, or `flat` in a group that fits on one line. The text after a line break begins with `broken`. */
export function lineBreak(flat = '', broken = ''): Layout {
  return { flat, broken, hasLineBreak: true };
}

/** Returns a text that is printed only if its group is broken. */
function ifBroken(text: string): Layout {
  return { flat: '', broken: text, hasLineBreak: false };
}

/** Returns a list between brackets: on one line, or with one item a line. Type arguments get no trailing comma. */
export function list(open: string, items: readonly Layout[], close: string): Layout {
  if (items.length === 0) return open + close;
  const space = open === '{' ? ' ' : '';
  const separated = items.map((item, at) => (at === 0 ? item : [',', lineBreak(' '), item]));
  return group(open, indent(lineBreak(space), separated), open === '<' ? '' : ifBroken(','), lineBreak(space), close);
}

/** Returns a union after `start`: on one line, or with one member a line. */
export function union(start: string, members: readonly string[]): Layout {
  return indent(members.map((member, at) => [lineBreak(at === 0 ? start : ' | ', '| '), member]));
}

interface Pending {
  readonly layout: Layout;
  readonly indentation: string;
  readonly isBroken: boolean;
}

/** Returns the lines of a layout. Each of them begins with `indentation`, the first line as well. */
export function print(layout: Layout, indentation = '', width = lineWidth): string {
  const pending: Pending[] = [{ layout, indentation, isBroken: true }];
  let text = indentation;
  let lineStart = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { layout: part, indentation: current, isBroken } = next;
    if (typeof part === 'string') text += part;
    else if ('hasLineBreak' in part) {
      if (isBroken && part.hasLineBreak) {
        lineStart = text.length + 1;
        text += `\n${current}`;
      }
      text += isBroken ? part.broken : part.flat;
    } else if ('group' in part) {
      const flat: Pending = { layout: part.group, indentation: current, isBroken: false };
      const isFlat = fits(flat, pending, width - (text.length - lineStart));
      pending.push(isFlat ? flat : { layout: part.group, indentation: current, isBroken: true });
    } else if ('indent' in part) pending.push({ layout: part.indent, indentation: `${current}  `, isBroken });
    else pushParts(pending, part, next);
  }
  return text;
}

/** Whether a part and all that follows it on its line fit into `room` columns. */
function fits(part: Pending, following: readonly Pending[], room: number): boolean {
  const parts = [part];
  let left = room;
  for (let behind = following.length; left >= 0;) {
    const next = parts.pop() ?? following[(behind -= 1)];
    if (!next) return true;
    const { layout, indentation, isBroken } = next;
    if (typeof layout === 'string') left -= layout.length;
    else if ('hasLineBreak' in layout) {
      if (isBroken && layout.hasLineBreak) return true;
      left -= (isBroken ? layout.broken : layout.flat).length;
    } else if ('group' in layout) parts.push({ layout: layout.group, indentation, isBroken });
    else if ('indent' in layout) parts.push({ layout: layout.indent, indentation, isBroken });
    else pushParts(parts, layout, next);
  }
  return false;
}

/** Adds the parts of a list to a stack. The first part is the next to be taken. */
function pushParts(stack: Pending[], parts: readonly Layout[], { indentation, isBroken }: Pending): void {
  for (let at = parts.length - 1; at >= 0; at--) {
    const layout = parts[at];
    if (layout !== undefined && layout !== '') stack.push({ layout, indentation, isBroken });
  }
}
