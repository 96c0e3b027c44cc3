/** The event that everybody records: who, what, and six properties. */
export interface BenchEvent {
  userId: number;
  event: string;
  props: {
    course: string;
    lesson: string;
    teacher: string;
    mark: number;
    source: string;
    tariff: string;
  };
}

export function benchEvent(index: number): BenchEvent {
  return {
    userId: 1_000_000 + ((index * 7_919) % 50_000),
    event: "lesson_done",
    props: {
      course: "piano",
      lesson: `lesson-${index % 40}`,
      teacher: "anna",
      mark: index % 10,
      source: "yandex",
      tariff: "year",
    },
  };
}

/** The same as the body of a request that a bot would write by hand. */
export function benchBody(index: number): string {
  const { userId, event, props } = benchEvent(index);
  return JSON.stringify({ user_id: userId, event_name: event, ...props });
}
