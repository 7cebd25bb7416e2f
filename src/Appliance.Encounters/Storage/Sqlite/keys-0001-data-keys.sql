-- One row per data key. Only the wrapped form is stored; erasing a row disposes of everything that was encrypted under it.
CREATE TABLE data_key (
    owner      BLOB    NOT NULL,            -- 16 bytes: encounter, patient, or zero for the installation
    scope      INTEGER NOT NULL,            -- KeyScope
    version    INTEGER NOT NULL,
    wrapped    BLOB    NOT NULL,            -- AES-256-GCM under the key derived from the master key
    created_at INTEGER NOT NULL,            -- Unix milliseconds
    PRIMARY KEY (owner, version)
);
