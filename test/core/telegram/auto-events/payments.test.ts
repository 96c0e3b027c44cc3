import { type PaymentsOptions, payments, TrackerConfigError } from "@bot-tracker/core";
import fc from "fast-check";
import type { Message, PaidMediaPurchased, RefundedPayment, SuccessfulPayment } from "grammy/types";
import { expect, test } from "vitest";
import { TrackerHarness } from "../../../support/tracker-harness.ts";
import { BOT, DATE, groupChat, person, privateMessage, USER_ID } from "../../../support/updates.ts";

const paid = (parts: Partial<SuccessfulPayment> = {}): SuccessfulPayment => ({
  currency: "RUB",
  total_amount: 14_550,
  invoice_payload: "course",
  telegram_payment_charge_id: "charge-1",
  provider_payment_charge_id: "provider-1",
  ...parts,
});

const refunded = (parts: Partial<RefundedPayment> = {}): RefundedPayment => ({
  currency: "XTR",
  total_amount: 250,
  invoice_payload: "course",
  telegram_payment_charge_id: "charge-1",
  ...parts,
});

const paymentUpdate = (payment: SuccessfulPayment, updateId = 1) =>
  privateMessage({ updateId, text: null, message: { successful_payment: payment } as Partial<Message> });

/** Telegram tells of a refund by a service message that the bot itself sent. */
const refundUpdate = (payment: RefundedPayment, updateId = 2) =>
  privateMessage({ updateId, text: null, message: { from: BOT, refunded_payment: payment } as Partial<Message> });

const mediaUpdate = (media: Partial<PaidMediaPurchased> = {}, updateId = 3) => ({
  update_id: updateId,
  purchased_paid_media: { from: person(USER_ID), paid_media_payload: "lesson-1", ...media },
});

test("a payment is the event `payment` with its amount in major units, a success, and its currency as a label", () => {
  expect(payments({ currency: "RUB" })(paymentUpdate(paid()))).toEqual([
    {
      kind: "event",
      userId: String(USER_ID),
      event: "payment",
      amount: 145.5,
      result: "success",
      labels: { currency: "RUB" },
      params: ["RUB"],
      date: DATE,
      key: "payment:charge-1",
    },
  ]);
});

test.each([
  ["XTR", 250, 250],
  ["JPY", 14_550, 14_550],
  ["RUB", 1, 0.01],
  ["USD", 1999, 19.99],
  ["BHD", 1500, 1.5],
  ["CLP", 990, 990],
])("an amount in %s is in units of its own: %i is %d", (currency, smallest, amount) => {
  const [call] = payments({ currency })(paymentUpdate(paid({ currency, total_amount: smallest })));
  expect(call).toMatchObject({ amount });
});

test("a refund is the same event with a minus and no result, for the person whose chat it came in", () => {
  const [call, ...others] = payments({ currency: "XTR" })(refundUpdate(refunded()));
  expect(others).toEqual([]);
  expect(call).toMatchObject({ userId: String(USER_ID), event: "payment", amount: -250, key: "refund:charge-1" });
  expect(call).not.toHaveProperty("result");
});

test("an amount in another currency is a label and is never added up", () => {
  const auto = payments({ currency: "RUB" });
  const [bought] = auto(paymentUpdate(paid({ currency: "XTR", total_amount: 250 })));
  expect(bought).toMatchObject({ labels: { currency: "XTR", amount: "250" }, params: ["XTR"] });
  expect(bought).not.toHaveProperty("amount");
  const [returned] = auto(refundUpdate(refunded({ currency: "USD", total_amount: 1_999 })));
  expect(returned).toMatchObject({ labels: { currency: "USD", amount: "-19.99" } });
  expect(returned).not.toHaveProperty("amount");
});

const toRoubles = (amount: number, currency: string) =>
  currency === "XTR" ? amount * 1.37 : currency === "USD" ? amount * 80 : undefined;

test("row 73: amounts in several currencies add up in one, by the bot's own function, and say what was paid", () => {
  const auto = payments({ currency: "rub", convert: toRoubles });
  const [stars] = auto(paymentUpdate(paid({ currency: "XTR", total_amount: 250 })));
  expect(stars).toMatchObject({ amount: 342.5, labels: { currency: "XTR", amount: "250" }, params: ["XTR"] });
  const [dollars] = auto(paymentUpdate(paid({ currency: "USD", total_amount: 1_999 })));
  expect(dollars).toMatchObject({ amount: 1599.2, labels: { currency: "USD", amount: "19.99" } });
  const [returned] = auto(refundUpdate(refunded()));
  expect(returned).toMatchObject({ amount: -342.5, labels: { currency: "XTR", amount: "-250" } });
  const [own] = auto(paymentUpdate(paid()));
  expect(own).toMatchObject({ amount: 145.5, labels: { currency: "RUB" } });
  const [unknown] = auto(paymentUpdate(paid({ currency: "EUR", total_amount: 500 })));
  expect(unknown).toMatchObject({ labels: { currency: "EUR", amount: "5.00" } });
  expect(unknown).not.toHaveProperty("amount");
});

test.each([
  [() => Number.NaN, "returned NaN"],
  [() => -1, "returned -1"],
  [() => "342" as unknown as number, "returned string"],
  [async () => Promise.reject(new Error("offline")), "returned a promise"],
  [
    () => {
      throw new Error("no rate");
    },
    "failed (no rate)",
  ],
])("a payment whose amount cannot be converted is reported without one, and the owner is told once", (convert, why) => {
  const told: string[] = [];
  const auto = payments({ currency: "RUB", convert } as PaymentsOptions);
  const [event] = auto(paymentUpdate(paid({ currency: "XTR", total_amount: 250 })), (message) => told.push(message));
  expect(event).toMatchObject({ result: "success", labels: { currency: "XTR", amount: "250" } });
  expect(event).not.toHaveProperty("amount");
  expect(told).toEqual([expect.stringContaining(`convert(amount, "XTR") ${why}`)]);
});

test("row 72: a subscription's first payment and its renewals are told apart by a label and a parameter", () => {
  const auto = payments({ currency: "XTR" });
  const stars = { currency: "XTR", total_amount: 250, subscription_expiration_date: DATE + 2_592_000 };
  const [first] = auto(paymentUpdate(paid({ ...stars, is_recurring: true, is_first_recurring: true })));
  expect(first).toMatchObject({ amount: 250, labels: { subscription: "first" }, params: ["XTR", "first"] });
  const [renewal] = auto(paymentUpdate(paid({ ...stars, is_recurring: true })));
  expect(renewal).toMatchObject({ amount: 250, labels: { subscription: "renewal" }, params: ["XTR", "renewal"] });
  const absent = { is_recurring: false, is_first_recurring: null } as unknown as Partial<SuccessfulPayment>;
  const [single] = auto(paymentUpdate(paid({ ...stars, ...absent })));
  expect(single).toMatchObject({ labels: { currency: "XTR" }, params: ["XTR"] });
});

test("with `countRenewals: false` a renewal is no sale: no amount, no success, no goal", () => {
  const auto = payments({ currency: "XTR", goal: "sale", countRenewals: false });
  const stars = { currency: "XTR", total_amount: 250, is_recurring: true } as const;
  const calls = auto(paymentUpdate(paid(stars)));
  expect(calls).toEqual([
    {
      kind: "event",
      userId: String(USER_ID),
      event: "payment",
      labels: { currency: "XTR", amount: "250", subscription: "renewal" },
      params: ["XTR", "renewal"],
      date: DATE,
      key: "payment:charge-1",
    },
  ]);
  expect(auto(paymentUpdate(paid({ ...stars, is_first_recurring: true })))).toMatchObject([{ amount: 250 }, {}]);
});

test("with `goal` every sale reaches it, renewals too unless said otherwise, and no refund does", () => {
  const auto = payments({ currency: "XTR", goal: "sale" });
  const goal = { kind: "goal", userId: String(USER_ID), target: "sale", key: "payment:charge-1" };
  expect(auto(paymentUpdate(paid()))).toEqual([expect.objectContaining({ kind: "event" }), goal]);
  expect(auto(paymentUpdate(paid({ is_recurring: true })))).toContainEqual(goal);
  expect(auto(refundUpdate(refunded()))).toHaveLength(1);
  expect(auto(mediaUpdate())).toContainEqual({ kind: "goal", userId: String(USER_ID), target: "sale" });
});

test("row 74: paid media that somebody bought is a payment in Stars, with an amount where the bot knows its price", () => {
  const labels = { currency: "XTR", kind: "paid_media" };
  const bought = { kind: "event", userId: String(USER_ID), event: "payment", result: "success" };
  const told = { ...bought, labels, params: ["XTR", "paid_media"] };
  expect(payments({ currency: "XTR" })(mediaUpdate())).toEqual([told]);
  const paidMediaPrice = (payload: string) => ({ "lesson-1": 50 })[payload];
  expect(payments({ currency: "XTR", paidMediaPrice })(mediaUpdate())).toEqual([{ ...told, amount: 50 }]);
  const [converted] = payments({ currency: "RUB", convert: toRoubles, paidMediaPrice })(mediaUpdate());
  expect(converted).toMatchObject({ amount: 68.5, labels: { ...labels, amount: "50" } });
  expect(payments({ currency: "XTR", paidMediaPrice })(mediaUpdate({ paid_media_payload: "other" }))).toEqual([told]);
  // What the bot sold it under is the bot's own business.
  expect(JSON.stringify(payments({ currency: "XTR" })(mediaUpdate()))).not.toContain("lesson-1");
});

test("a payment made in a group is its sender's", () => {
  const update = paymentUpdate(paid());
  Object.assign(update.message, { chat: groupChat(), from: person(42) });
  expect(payments({ currency: "RUB" })(update)).toMatchObject([{ userId: "42" }]);
});

test("what is no payment is none, and no update whatever makes it throw", () => {
  const auto = payments({ currency: "RUB" });
  expect(auto(privateMessage())).toEqual([]);
  expect(auto(paymentUpdate(paid({ total_amount: 1.5 })))).toEqual([]);
  expect(auto(paymentUpdate(paid({ total_amount: -5 })))).toEqual([]);
  expect(auto(paymentUpdate(paid({ currency: "rubles" })))).toEqual([]);
  fc.assert(
    fc.property(fc.object(), fc.anything(), (update, payment) => {
      auto(update);
      auto({ message: { chat: { type: "private", id: 5 }, successful_payment: payment } });
      auto({ purchased_paid_media: payment });
    }),
  );
});

test.each([[undefined], [""], ["RUBLE"], ["₽"], [643]])(
  "the currency %o is refused with what was expected",
  (currency) => {
    const make = () => payments({ currency } as PaymentsOptions);
    expect(make).toThrow(TrackerConfigError);
    expect(make).toThrow('a currency code of three letters such as "RUB"');
  },
);

test.each([
  [{ goal: "" }, "`payments.goal` to be the name of a goal"],
  [{ convert: 1.3 }, "`payments.convert` to be a function, got 1.3"],
  [{ countRenewals: "no" }, "`payments.countRenewals` to be true or false"],
  [{ paidMediaPrice: 50 }, "`payments.paidMediaPrice` to be a function"],
  [{ goals: "sale" }, "no option `payments.goals`. The options are currency, convert, goal,"],
])("the options %o are refused with what was expected", (options, message) => {
  const make = () => payments({ currency: "RUB", ...options } as PaymentsOptions);
  expect(make).toThrow(TrackerConfigError);
  expect(make).toThrow(message);
});

test("sales in two currencies reach TGTrack with amounts that add up, and the ad system with one goal per charge", async () => {
  const autoEvents = [payments({ currency: "RUB", convert: toRoubles, goal: "sale" })];
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { autoEvents } });
  const stars = paid({ currency: "XTR", total_amount: 250, telegram_payment_charge_id: "charge-2" });
  for (const [index, payment] of [paid(), stars, stars].entries()) {
    harness.tracker.handleUpdate(paymentUpdate(payment, index + 1));
  }
  harness.tracker.handleUpdate(mediaUpdate({}, 4));
  harness.tracker.handleUpdate(mediaUpdate({}, 4));
  await harness.tracker.flush();
  const events = harness.toTgtrack.filter(({ method }) => method === "add_event");
  expect(events.map(({ body }) => body.amount)).toEqual([145.5, 342.5, undefined]);
  const goals = harness.toTgtrack.filter(({ method }) => method === "send_reach_goal");
  expect(goals.map(({ body }) => body.target)).toEqual(["sale", "sale", "sale"]);
});

test("a broken function for amounts loses no payment, and is told of once", async () => {
  const convert = () => Number.NaN;
  const autoEvents = [payments({ currency: "RUB", convert })];
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { autoEvents } });
  harness.tracker.handleUpdate(paymentUpdate(paid({ currency: "XTR", telegram_payment_charge_id: "1" }), 1));
  harness.tracker.handleUpdate(paymentUpdate(paid({ currency: "XTR", telegram_payment_charge_id: "2" }), 2));
  await harness.tracker.flush();
  expect(harness.toTgtrack).toHaveLength(2);
  expect(harness.messages).toEqual([expect.stringContaining("The payment is reported without an amount")]);
});

test("a charge counts once and so does its refund, over new updates too, and money goes to TGTrack as it should", async () => {
  await using harness = await TrackerHarness.start({ options: { autoEvents: [payments({ currency: "xtr" })] } });
  const { tracker } = harness;
  const stars = paid({ currency: "XTR", total_amount: 250 });
  tracker.handleUpdate(paymentUpdate(stars, 1));
  tracker.handleUpdate(paymentUpdate(stars, 1));
  tracker.handleUpdate(paymentUpdate(stars, 2));
  tracker.handleUpdate(refundUpdate(refunded(), 3));
  tracker.handleUpdate(refundUpdate(refunded(), 4));
  tracker.handleUpdate(paymentUpdate(paid({ ...stars, telegram_payment_charge_id: "charge-2" }), 5));
  await tracker.flush();
  expect(harness.toTgtrack.map(({ body: { amount, event_type, date } }) => ({ amount, event_type, date }))).toEqual(
    [250, -250, 250].map((amount) => ({ amount, event_type: "payment", date: DATE })),
  );
  expect(harness.toHowUsedBot.filter(({ method }) => method === "payment")).toHaveLength(3);
});
