-- Times are Unix milliseconds. Ids are 16 bytes. "sealed" columns are AES-256-GCM under the key of their subject (FieldCipher).
-- "mac" and "locator" columns are HMAC-SHA-256, cut to 16 bytes, under a key derived from the master key (BlindIndex).

-- A patient or an encounter: who owns a data key, and what it is called in evidence.
CREATE TABLE subject (
    id        BLOB    NOT NULL PRIMARY KEY,
    kind      INTEGER NOT NULL,             -- KeyScope
    locator   BLOB    NOT NULL UNIQUE,      -- of its FHIR resource
    pseudonym BLOB    NOT NULL              -- sealed
);

-- The current version of every FHIR resource.
CREATE TABLE resource (
    locator     BLOB    NOT NULL PRIMARY KEY,
    type        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    scope       BLOB    NOT NULL,           -- whose key: subject, or zero for the installation
    encounter   BLOB,                       -- subject.id of the encounter it belongs to
    patient     BLOB,                       -- of an Encounter: locator of its patient
    fhir_id     BLOB    NOT NULL,           -- sealed
    content_mac BLOB    NOT NULL,           -- 32 bytes under the digest key of the scope, without meta
    content     BLOB    NOT NULL,           -- sealed
    updated_at  INTEGER NOT NULL
);
CREATE INDEX resource_encounter ON resource (encounter) WHERE encounter IS NOT NULL;
CREATE INDEX resource_patient ON resource (patient) WHERE patient IS NOT NULL;

-- Superseded versions.
CREATE TABLE resource_history (
    locator    BLOB    NOT NULL,
    version    INTEGER NOT NULL,
    scope      BLOB    NOT NULL,
    content    BLOB    NOT NULL,            -- sealed
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (locator, version)
);

CREATE TABLE identifier (
    mac     BLOB NOT NULL,
    locator BLOB NOT NULL REFERENCES resource (locator),
    PRIMARY KEY (mac, locator)
);
CREATE INDEX identifier_locator ON identifier (locator);

CREATE TABLE source_url (
    mac     BLOB NOT NULL PRIMARY KEY,
    locator BLOB NOT NULL REFERENCES resource (locator)
);

-- What deliveries tell an encounter; written with the resources in one transaction, consumed by the encounter's grain.
CREATE TABLE inbox (
    number      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id          BLOB    NOT NULL,           -- names the row in the associated data
    encounter   BLOB    NOT NULL REFERENCES subject (id),
    priority    INTEGER NOT NULL,
    sample      INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    delivery    BLOB    NOT NULL            -- sealed
);
CREATE INDEX inbox_encounter ON inbox (encounter);

-- One row per encounter, written by its grain only.
CREATE TABLE encounter (
    id                BLOB    NOT NULL PRIMARY KEY REFERENCES subject (id),
    row_version       INTEGER NOT NULL,
    arrival           INTEGER NOT NULL,     -- inbox.number of its first delivery
    state             INTEGER NOT NULL,     -- EncounterState
    setting           INTEGER NOT NULL,
    priority          INTEGER NOT NULL,
    sample            INTEGER NOT NULL,
    received_at       INTEGER NOT NULL,
    changed_at        INTEGER NOT NULL,
    needs_second_look INTEGER NOT NULL,
    shown             INTEGER NOT NULL,
    decided           INTEGER NOT NULL,
    notes_not_final   INTEGER NOT NULL,
    facts_version     INTEGER NOT NULL,
    coding_version    INTEGER NOT NULL,     -- of the current suggestions, 0 = none
    attempts          INTEGER NOT NULL,     -- at coding the present facts
    interruptions     INTEGER NOT NULL,     -- of those, by the end of the host
    release           TEXT,
    reason_code       TEXT,                 -- a refusal: never PHI
    reason_kind       INTEGER,
    reason_message    TEXT,
    summary           BLOB    NOT NULL      -- sealed
);
CREATE INDEX encounter_state ON encounter (state, arrival);
CREATE INDEX encounter_changed ON encounter (changed_at);

-- Facts and notes as they stand.
CREATE TABLE encounter_facts (
    encounter BLOB    NOT NULL PRIMARY KEY REFERENCES encounter (id),
    version   INTEGER NOT NULL,
    mac       BLOB    NOT NULL,             -- 32 bytes under the encounter's digest key
    facts     BLOB    NOT NULL              -- sealed
);

CREATE TABLE coding (
    encounter     BLOB    NOT NULL REFERENCES encounter (id),
    version       INTEGER NOT NULL,
    facts_version INTEGER NOT NULL,
    release       TEXT,
    created_at    INTEGER NOT NULL,
    result        BLOB    NOT NULL,         -- sealed
    PRIMARY KEY (encounter, version)
);

CREATE TABLE decision (
    encounter      BLOB    NOT NULL REFERENCES encounter (id),
    number         INTEGER NOT NULL,
    coding_version INTEGER NOT NULL,
    undoes         INTEGER,                 -- the decision that this one takes back
    decided_at     INTEGER NOT NULL,
    decision       BLOB    NOT NULL,        -- sealed
    PRIMARY KEY (encounter, number)
);
