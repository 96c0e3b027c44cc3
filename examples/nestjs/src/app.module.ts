import { Module } from "@nestjs/common";
import { TelegrafModule } from "nestjs-telegraf";
import { CourseUpdate } from "./course.update.ts";
import { Newsletter } from "./newsletter.ts";
import { readSettings } from "./settings.ts";
import { Tracking } from "./tracking.ts";

@Module({
  imports: [
    TelegrafModule.forRootAsync({
      useFactory: () => {
        const { botToken, telegramApiUrl } = readSettings(process.env);
        return { token: botToken, options: { telegram: { ...(telegramApiUrl && { apiRoot: telegramApiUrl }) } } };
      },
    }),
  ],
  providers: [Tracking, Newsletter, CourseUpdate],
})
export class AppModule {}
