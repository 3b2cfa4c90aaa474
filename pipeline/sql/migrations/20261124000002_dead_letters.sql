-- migrate:up
-- What people did about dead letters, which stay on their topics until these forget them: one row a deed. A topic that
-- was deleted and made again counts its offsets from 0; the letter's own time tells its letters from the old ones.
CREATE TABLE dead_letters_handled (
    topic text NOT NULL,
    partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    letter_at timestamptz NOT NULL,
    action text NOT NULL CHECK (action IN ('requeued', 'dropped')),
    reason text NOT NULL DEFAULT '',
    by_whom text NOT NULL,
    host text NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition, kafka_offset, letter_at, handled_at)
);

-- migrate:down
DROP TABLE dead_letters_handled;
