from generation.records import Question


def ask(row_id, character, event, seed, attempt=0):
    return (
        Question(
            row_id,
            "generation",
            "image_text",
            "person",
            "Who is the person in this picture?",
            f"This is {character.name}.",
        ),
        Question(
            row_id,
            "generation",
            "image_text",
            "event",
            "What is happening in this picture?",
            f"A {event.name}. {event.description}",
        ),
    )
