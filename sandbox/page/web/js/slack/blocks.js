/** The blocks of a view, of which only those are drawn anew that have changed. */

import { drawn } from "./kit.js";

/** Blocks in a container, known by their ids. */
export class Blocks {
  constructor(container) {
    this.container = container;
    this.kept = new Map();
  }

  /**
   * Show these blocks.
   * @param {Object[]} blocks
   * @param {(block: Object) => Object} contextOf what the renderer has to know
   * @param {Object} errors sentences by block_id
   */
  show(blocks, contextOf, errors = {}) {
    const before = this.kept;
    this.kept = new Map();
    blocks.forEach((block, place) => {
      const key = block.block_id ?? `#${place}`;
      const is = JSON.stringify([block, errors[key] ?? ""]);
      const old = before.get(key);
      const nodes = old?.is === is ? old.nodes : [...drawn([block], "", contextOf(block)).childNodes];
      this.kept.set(key, { is, nodes });
    });
    const wanted = [...this.kept.values()].flatMap((one) => one.nodes);
    const staying = new Set(wanted);
    for (const node of [...this.container.childNodes]) if (!staying.has(node)) node.remove();
    // Nodes that stand where they belong are not moved: a move would take the focus away.
    let at = this.container.firstChild;
    for (const node of wanted) {
      if (node === at) at = at.nextSibling;
      else this.container.insertBefore(node, at);
    }
  }

  /** Return the elements of one block. */
  nodes(blockId) { return this.kept.get(blockId)?.nodes ?? []; }
}
