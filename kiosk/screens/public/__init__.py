"""The screens that anybody may walk up to."""
