int third(int x)
{
	return x;
}

int last(void)
{
	return 3;
}