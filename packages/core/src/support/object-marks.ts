import { ExistingObject } from "./existing-object.ts";

/** What is used of a `WeakMap`. */
export interface ObjectMarks {
  has(object: object): boolean;
  get(object: object): object | undefined;
  set(object: object, value: object): void;
}

/**
 * A `WeakMap` for objects of which there are many and that live for a moment. The value stands in a private field, which
 * nobody else can see: it is in no JSON, no copy and no list of properties, and no proxy hears of it. A frozen object
 * gets an entry in a real `WeakMap`.
 */
export function createObjectMarks(): ObjectMarks {
  class Marked extends ExistingObject {
    #value: object;

    constructor(object: object, value: object) {
      super(object);
      this.#value = value;
    }

    static is(object: object): object is Marked {
      return #value in object;
    }

    static read(marked: Marked): object {
      return marked.#value;
    }

    static change(marked: Marked, value: object): void {
      marked.#value = value;
    }
  }

  const frozen = new WeakMap<object, object>();
  return {
    has: (object) => Marked.is(object) || frozen.has(object),
    get: (object) => (Marked.is(object) ? Marked.read(object) : frozen.get(object)),
    set: (object, value) => {
      if (Marked.is(object)) Marked.change(object, value);
      else if (Object.isExtensible(object)) new Marked(object, value);
      else frozen.set(object, value);
    },
  };
}
