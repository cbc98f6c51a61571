"""The change of stage with its three questions; won, lost, reopened."""
