"""Ledgers that the database itself guards: consents and events are only added to, originals never change."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION testimonies_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a row instead of changing one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER consent_only_grows BEFORE UPDATE OR DELETE ON testimonies_consent
    FOR EACH ROW EXECUTE FUNCTION testimonies_ledger_only_grows();
CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE ON testimonies_event
    FOR EACH ROW EXECUTE FUNCTION testimonies_ledger_only_grows();

CREATE FUNCTION testimonies_original_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the original of a recording never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER recording_original_stays BEFORE UPDATE ON testimonies_recording
    FOR EACH ROW
    WHEN (OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.size_bytes IS DISTINCT FROM NEW.size_bytes
          OR OLD.uuid IS DISTINCT FROM NEW.uuid OR OLD.testimony_id IS DISTINCT FROM NEW.testimony_id)
    EXECUTE FUNCTION testimonies_original_stays();

CREATE FUNCTION testimonies_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an accession number never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER testimony_number_stays BEFORE UPDATE ON testimonies_testimony
    FOR EACH ROW WHEN (OLD.accession_number IS DISTINCT FROM NEW.accession_number)
    EXECUTE FUNCTION testimonies_number_stays();
"""

BACKWARD = """
DROP TRIGGER testimony_number_stays ON testimonies_testimony;
DROP FUNCTION testimonies_number_stays();
DROP TRIGGER recording_original_stays ON testimonies_recording;
DROP FUNCTION testimonies_original_stays();
DROP TRIGGER event_only_grows ON testimonies_event;
DROP TRIGGER consent_only_grows ON testimonies_consent;
DROP FUNCTION testimonies_ledger_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
