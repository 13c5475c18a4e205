-- Room in each page for heap-only updates: a profile is updated with every batch that holds an event of it.
ALTER TABLE "profiles" SET (fillfactor = 80);
