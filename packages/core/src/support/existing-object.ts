/**
 * A base class whose instances are objects that exist already: a subclass's fields are added to the object that its
 * constructor is given. V8 does that as fast as it makes an object, where `Object.defineProperty` and a `WeakMap` take
 * several times as long, and a `WeakMap` costs the collector something too.
 *
 * @throws a TypeError that the object cannot get such a field: it is frozen, say
 */
export abstract class ExistingObject {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what it returns is what gets the fields.
    return object;
  }
}
