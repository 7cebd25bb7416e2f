-- What is stored of one subject is counted and compared with the evidence log (Reconciliation).
CREATE INDEX resource_scope ON resource (scope);
CREATE INDEX resource_history_scope ON resource_history (scope);
