from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Static files named by their content and compressed once; an unknown name is an error, not a broken page."""

    support_js_module_import_aggregation = True
