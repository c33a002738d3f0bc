"""The pages of the app, one file each, with parts beside the long ones."""
