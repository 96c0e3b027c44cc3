import { Command, Ctx, On, Start, Update } from "nestjs-telegraf";
import type { BotContext } from "./bot-context.ts";
import { Newsletter } from "./newsletter.ts";
import { readSettings } from "./settings.ts";

const LESSON =
  "Урок 1. Выводим закваску: 50 г ржаной муки, 50 г тёплой воды, сутки под салфеткой при 24–26 °C. Завтра повторим.";

/** A baking course: a start from an ad, a lesson, a newsletter. What a handler returns is sent as the answer. */
@Update()
export class CourseUpdate {
  constructor(private readonly newsletter: Newsletter) {}

  @Start()
  start(@Ctx() ctx: BotContext): string {
    if (ctx.from !== undefined) this.newsletter.add(ctx.from.id);
    return "Здравствуйте! Это курс «Хлеб на закваске». Первый урок открыт для всех: /lesson";
  }

  @Command("lesson")
  lesson(@Ctx() ctx: BotContext): string {
    ctx.tracker.trackEvent("lesson", { number: 1, result: "success" });
    // With a key, the goal counts once per person, however often the lesson is opened.
    ctx.tracker.reachGoal("first_lesson", { key: "first_lesson" });
    return LESSON;
  }

  @Command("newsletter")
  async send(@Ctx() ctx: BotContext): Promise<string> {
    if (String(ctx.from?.id) !== readSettings(process.env).adminId) return "Рассылку отправляет только хозяин бота.";
    const sent = await this.newsletter.send("Завтра в полдень — второй урок. Не забудьте подкормить закваску!");
    return `Отправлено: ${sent}`;
  }

  @On("message")
  hint(): string {
    return "Нажмите /start, чтобы открыть первый урок.";
  }
}
