import { type PaymentsOptions, payments, TrackerConfigError } from "@bot-tracker/core";
import fc from "fast-check";
import type { Message, RefundedPayment, SuccessfulPayment } from "grammy/types";
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
